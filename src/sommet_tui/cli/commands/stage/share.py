"""`stage share` and `stage lead`: share a day between computers, take the lead, check the crew."""

from __future__ import annotations

import shlex
import sys
from functools import partial

from sommet_tui.cli import output
from sommet_tui.cli.commands import Argument, Command
from sommet_tui.cli.commands.stage import YES, acts, chosen_room
from sommet_tui.cli.context import (
    Context,
    open_with_saved_data,
    read_ca_certificates,
    saving_refusal,
    storage_refusal,
)
from sommet_tui.cli.crew import receive_new_records, send_new_records, try_connection
from sommet_tui.cli.exit_codes import BAD_DATA, CANNOT_CREATE, OK, UNAVAILABLE, RefusalError
from sommet_tui.cli.options import (
    CommandOptions,
    MisuseError,
    Request,
    Switch,
    Value,
    error_line,
    make_refusal,
)
from sommet_tui.companion.errors import StorageError
from sommet_tui.companion.live_ports import REFUSALS, BrokerError, LinkStatus, Member, Share
from sommet_tui.companion.ports import SavingError
from sommet_tui.companion.stage import Stage, login_name
from sommet_tui.companion.standby import machine_id, publishing_order
from sommet_tui.domain import limits
from sommet_tui.domain.crew.address import ShareAddress, ShareAddressError, share_address
from sommet_tui.domain.crew.clocks import AHEAD, clock_error
from sommet_tui.domain.text import cap, clean_line
from sommet_tui.domain.values import frozen, replace
from sommet_tui.wiring.crew import (
    broker_password,
    erase_own_records,
    remember_password,
    write_venue_broker,
)
from sommet_tui.wiring.stores import crew_store
from sommet_tui.wording.crew import (
    broker_error_sentence,
    broker_refusal_sentence,
    clock_trouble,
    drop_reason_words,
    lead_question,
    lead_words,
    link_reports,
    link_trouble,
    not_shared_sentence,
    share_address_sentence,
    unconfirmed_lead_sentence,
    wrong_clock_words,
)
from sommet_tui.wording.errors import foreign_phrase
from sommet_tui.wording.session_texts import room_name
from sommet_tui.wording.words import View, Words, mark

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sommet_tui.companion.day_log import CrewDay


@frozen
class CrewCheck:
    """A line of the crew's check: its subject (such as "clocks"), the result, and a sentence."""

    subject: str
    is_ok: bool
    sentence: str


def crew_checks(crew: CrewDay, status: LinkStatus, view: View) -> Iterator[CrewCheck]:
    """Yield a line about each condition that all connected computers must meet.

    Call this after the broker has sent all records.
    """
    me = status.me
    if me is None:
        return
    members = [me, *(member for member in status.members if member.is_connected)]
    words = view.words
    names = ", ".join(_member_names(members[1:])) or words.say("nobody else")
    yield CrewCheck(
        "broker", not status.unknown_writers, words.say("Connected. Online: {names}.", names=names)
    )
    yield _check_versions(members, words)
    yield _check_programmes(me, members, crew, status, words)
    yield _check_clocks(crew, members, words)
    yield _check_room_leads(crew, members, view)
    yield _check_publishers(crew, members, words)
    yield _check_waiting(members, words)


def _member_names(members: Sequence[Member]) -> list[str]:
    return [foreign_phrase(member.name) for member in members]


def _check_versions(members: Sequence[Member], words: Words) -> CrewCheck:
    ok = len({member.app for member in members}) == 1
    if ok:
        sentence = words.say("All computers have version {version}.", version=members[0].app)
    else:
        listed = ", ".join(
            f"{foreign_phrase(m.name)} {foreign_phrase(m.app) or '?'}" for m in members
        )
        sentence = words.say("The versions of the app differ: {names}.", names=listed)
    return CrewCheck("app", ok, sentence)


def _check_programmes(
    me: Member, members: Sequence[Member], crew: CrewDay, status: LinkStatus, words: Words
) -> CrewCheck:
    others = _member_names([member for member in members if member.revision != me.revision])
    here = {member.writer for member in members}
    # An offline lead is not in `members`, but its claim still has the revision of its programme.
    for claim in crew.log.leads.values():
        if claim.writer not in here and claim.revision not in (None, me.revision):
            others.append(foreign_phrase(crew.name(claim.writer)))
    if status.unknown_writers:
        sentence = f"{next(link_reports(status, words))}."
    elif others:
        sentence = words.say(
            "Not the same programme as here: {names}. Open the same programme on all computers.",
            names=", ".join(dict.fromkeys(others)),
        )
    else:
        sentence = words.say("All computers have the same programme.")
    return CrewCheck("programme", not (others or status.unknown_writers), sentence)


def _check_clocks(crew: CrewDay, members: Sequence[Member], words: Words) -> CrewCheck:
    leads = {room or "": claim.writer for room, claim in crew.log.leads.items()}
    reference = leads[min(leads)] if leads else None
    clocks = {member.writer: member.ahead for member in members if member.ahead is not None}
    wrong = []
    for member in members:
        if member.ahead is None:
            wrong.append(words.say("{name} does not answer", name=foreign_phrase(member.name)))
            continue
        error = clock_error(clocks, member.writer, reference, AHEAD)
        if error:
            wrong.append(wrong_clock_words(member.name, error.total_seconds(), words))
    sentence = ", ".join(wrong) + "." if wrong else words.say("All clocks are right.")
    return CrewCheck("clocks", not wrong, sentence)


def _check_room_leads(crew: CrewDay, members: Sequence[Member], view: View) -> CrewCheck:
    programme, words, found = view.programme, view.words, []
    here, ok = {member.writer for member in members}, True
    rooms: list[str | None] = [room.id for room in programme.rooms] or [None]
    for room in rooms:
        claim = crew.lead(room)
        lead = words.say("nobody leads")
        if claim is not None:
            name = foreign_phrase(crew.name(claim.writer))
            lead = words.say("{name} leads", name=name)
            if claim.writer not in here:
                ok, lead = False, words.say("{name} leads, but is not connected", name=name)
        named = room_name(programme, room) if programme.has_several_rooms else None
        found.append(words.say("{about}: {text}", about=named, text=lead) if named else lead)
    sentence = "; ".join(found)
    return CrewCheck("lead", ok, f"{sentence[:1].upper()}{sentence[1:]}.")


def _check_publishers(crew: CrewDay, members: Sequence[Member], words: Words) -> CrewCheck:
    found = []
    for place in sorted(frozenset().union(*(member.publishes for member in members))):
        names = {
            machine_id(m.writer): foreign_phrase(m.name) for m in members if place in m.publishes
        }
        first, *others = publishing_order(names, crew.log.leads)
        publisher = words.say("{name} publishes", name=names[first])
        if others:
            standing = ", ".join(names[one] for one in others)
            publisher = words.say("{who} (standing by: {names})", who=publisher, names=standing)
        found.append(publisher)
    lines = dict.fromkeys(found)
    unpublished = words.say("No computer publishes the day for the audience.")
    return CrewCheck("audience", True, "; ".join(lines) + "." if lines else unpublished)


def _check_waiting(members: Sequence[Member], words: Words) -> CrewCheck:
    waiting = [
        words.say(
            "{about}: {text}",
            about=foreign_phrase(member.name),
            text=words.count("{n} record not sent yet", "{n} records not sent yet", member.waiting),
        )
        for member in members
        if member.waiting
    ]
    sentence = "; ".join(waiting) + "." if waiting else words.say("All records are sent.")
    return CrewCheck("records", not waiting, sentence)


_HOPELESS = REFUSALS | {
    *("certificate", "expired", "not-yet-valid", "other-name", "not-encrypted"),
    *("no-mqtt", "protocol"),
}
"""The codes of permanent errors. While one of them persists, the broker cannot be used."""


class ShareOptions(CommandOptions):
    name = Value("name this computer for the crew: Stage, Room B", "TEXT")
    check = Switch("check whether all computers of the crew are ready")
    off = Switch("stop sharing the day")
    erase = Switch("with --off: remove this computer’s records from the broker")
    yes = YES
    mosquitto_config = Value(
        "create a Mosquitto configuration for this address in FOLDER",
        "FOLDER",
        offers="file",
    )


class LeadOptions(CommandOptions):
    yes = YES


def share(request: Request, options: ShareOptions) -> int:
    """Share the day at an address. If no address is given, print the state of sharing."""
    words, arguments = request.words(), request.arguments
    mistakes = mark(
        (
            (options.erase and not options.off, "--erase needs --off."),
            (options.off and arguments, "--off does not take an address."),
            (
                options.check and (arguments or options.off),
                "--check does not take an address or --off.",
            ),
            (request.as_json and not options.check, "--json needs --check."),
        )
    )
    for is_made, sentence in mistakes:
        if is_made:
            raise MisuseError(words.say(sentence), words)
    address = _parse_address(arguments[0], request) if arguments else None
    if options.mosquitto_config is not None:
        _write_broker_configuration(request, options.mosquitto_config, address)
        return OK
    context = open_with_saved_data(request)
    try:
        if options.off:
            _stop_sharing(context, options)
            return OK
        if options.check:
            return _print_checks(context)
        if address is None:
            return _print_sharing(context)
        return _begin_sharing(context, options, address)
    except StorageError as error:
        raise storage_refusal(error, context.words) from None
    except BrokerError as error:
        sentence = broker_error_sentence(error, context.words)
        raise RefusalError(UNAVAILABLE, [error_line(sentence)]) from None


def _parse_address(text: str, request: Request) -> ShareAddress:
    try:
        return share_address(text)
    except ShareAddressError as error:
        words = request.words()
        raise MisuseError(share_address_sentence(error, words), words) from None


def _begin_sharing(context: Context, options: ShareOptions, address: ShareAddress) -> int:
    words, programme = context.words, context.programme.id
    crew = crew_store()
    before = crew.find_share(programme)
    id_ = before.writer.rpartition("/")[2] if before is not None else _new_id()
    given = options.name or (before.name if before is not None else None) or login_name()
    name = cap(clean_line(given or id_), limits.NAME_LIMIT) or id_
    authority = read_ca_certificates(context.request)
    if authority is None:
        authority = before.authority if before is not None else ""
    secret = _find_password(address, context)
    new = Share(
        address=address.text,
        writer=f"{address.writer_user}/{id_}",
        name=name,
        authority=authority,
        offset=before.offset if before is not None else 0.0,
    )
    known = crew.read(programme, limits.AFTER_ALL)
    crew.put_share(programme, new)
    context.companion.state.reload()  # this also claims the rooms that this computer has driven
    try:
        status = try_connection(context, lambda _: secret)
        if status is not None:
            _ensure_not_refused(new, status, words)
    except (BrokerError, RefusalError):
        crew.put_share(programme, before or replace(new, active=False))
        for claim in known.claims if known is not None else ():
            crew.add_claim(programme, claim)  # restore claims that the broker may have refused
        raise
    if status is None:
        raise make_refusal(words.say("Another command has just stopped sharing this day."))
    kept = secret is None or remember_password(address, secret)
    context.companion.state.reload()
    lines = [_sharing_line(context, new), *_status_lines(context, status)]
    if not kept and broker_password(address) is None:
        lines.append(
            words.say(
                "This system has no keyring, so the password is not saved. Set "
                "SOMMET_SHARE_PASSWORD before you start sommet-tui."
            )
        )
    if before and before.address != new.address and crew.confirmed_count(programme, before):
        lines.append(
            words.say(
                "Everything that this computer has sent to {address} remains there. To remove it, "
                "share the day there again, then type: sommet-tui stage share --off --erase",
                address=before.address,
            )
        )
    output.write(lines)
    return _exit_code(status)


def _exit_code(status: LinkStatus) -> int:
    """Return OK if the crew was reached and accepts this user, or else UNAVAILABLE."""
    if not status.synced or _is_refused(status) or status.unknown_writers:
        return UNAVAILABLE
    return OK


def _is_refused(status: LinkStatus) -> bool:
    """Return whether waiting longer is useless, because the error or refusal is permanent."""
    hopeless = status.error is not None and status.error.code in _HOPELESS
    return hopeless or status.refused in ("records", "read")


def _ensure_not_refused(share: Share, status: LinkStatus, words: Words) -> None:
    if not _is_refused(status):
        return
    if status.error is not None:
        raise status.error
    raise RefusalError(UNAVAILABLE, [error_line(broker_refusal_sentence(share, status, words))])


def _write_broker_configuration(
    request: Request, folder: str, address: ShareAddress | None
) -> None:
    """Write the configuration of a broker.

    Print the command that starts the broker, and the commands with which the crew joins.
    """
    words = request.words()
    if not folder.strip():
        raise MisuseError(words.say("{option} needs a value.", option="--mosquitto-config"), words)
    if address is None:
        raise MisuseError(words.say("--mosquitto-config needs the address of the broker."), words)
    if not address.is_secure:
        message = words.say(
            "The configuration is for an encrypted broker. Use an address that begins "
            "with mqtts:// or wss://."
        )
        raise MisuseError(message, words)
    try:
        broker = write_venue_broker(folder, address)
    except BrokerError as error:
        raise RefusalError(UNAVAILABLE, [error_line(broker_error_sentence(error, words))]) from None
    except FileExistsError as error:
        sentence = words.say("“{path}” already exists. Choose a new folder.", path=error.filename)
        raise RefusalError(CANNOT_CREATE, [error_line(sentence)]) from None
    except SavingError as error:
        raise saving_refusal(error, words) from None
    except OSError as error:
        sentence = words.say("Cannot write “{path}”: {why}", path=folder, why=error.strerror)
        raise RefusalError(CANNOT_CREATE, [error_line(sentence)]) from None
    start = f"{_mosquitto_command()} -c {shlex.quote(broker.folder + '/mosquitto.conf')}"
    lines = [
        words.say("To start the broker: {command}", command=start),
        words.say("Give the crew the file {path} and these commands:", path=broker.authority),
    ]
    for user, password in broker.passwords.items():
        lines += [
            "",
            f"  sommet-tui stage share {replace(address, user=user).text} --ca ca.crt",
            "  " + words.say("password: {password}", password=password),
        ]
    lines += [
        "",
        words.say(
            "Write down these passwords: they are shown only once. The folder contains only "
            "their hashes."
        ),
    ]
    output.write(lines)


def _mosquitto_command() -> str:
    """Return the command that runs Mosquitto: its name, or its path if the shell may not find it.

    Debian installs it in a folder that is missing from the `PATH` of ordinary users.
    """
    from shutil import which

    if which("mosquitto"):
        return "mosquitto"
    return which("mosquitto", path="/usr/sbin:/usr/local/sbin:/opt/homebrew/sbin") or "mosquitto"


def _new_id() -> str:
    from uuid import uuid4

    return uuid4().hex[:12]


def _find_password(address: ShareAddress, context: Context) -> str | None:
    """Return the saved password, or else ask for it on a terminal."""
    found = broker_password(address)
    if found is not None or address.user is None:
        return found
    if sys.stdin is None or not sys.stdin.isatty():
        return None
    import getpass

    prompt = context.words.say(
        "Password of {user} at {host}:", user=address.user, host=address.host
    )
    try:
        return getpass.getpass(f"{prompt} ", stream=sys.stderr) or None
    except EOFError:  # ctrl+d
        sys.stderr.write("\n")
        return None


def _stop_sharing(context: Context, options: ShareOptions) -> None:
    crew, programme, words = crew_store(), context.programme.id, context.words
    before = crew.find_share(programme)
    if before is None or not (before.active or options.erase):
        output.write([words.say("This day is not shared.")])
        return
    if options.erase and not options.yes:
        question = words.say(
            "Remove everything that this computer has sent to {address}?", address=before.address
        )
        _confirm(question, words)
    crew.put_share(programme, replace(before, active=False))
    output.write(
        [
            words.say(
                "Sharing has stopped. Everything recorded so far remains saved on this computer."
            )
        ]
    )
    if options.erase:
        try:
            removed = erase_own_records(before)
        except BrokerError:
            output.report(
                [words.say("Messages may remain on the broker: type the same command again later.")]
            )
            raise
        output.write(
            [
                words.count(
                    "{n} message removed from the broker.",
                    "{n} messages removed from the broker.",
                    removed,
                )
            ]
        )


def _print_sharing(context: Context) -> int:
    words, crew = context.words, crew_store()
    share, status = crew.find_share(context.programme.id), try_connection(context)
    if share is None or status is None:
        output.write([words.say("This day is not shared."), acts.share_command(context)])
        return OK
    context.companion.state.reload()
    lines = [_sharing_line(context, share), *_status_lines(context, status)]
    dropped = crew.dropped_messages(context.programme.id)
    if dropped:
        lines.append(
            words.count(
                "{n} received record was ignored:",
                "{n} received records were ignored:",
                len(dropped),
            )
        )
        lines += [
            f"  {message.topic}: {drop_reason_words(message.reason, words)}"
            for message in dropped[:20]
        ]
    output.write(lines)
    return _exit_code(status)


def _print_checks(context: Context) -> int:
    """Print the lines of the crew's check. If all is well, the exit code is 0."""
    words, request = context.words, context.request
    status = try_connection(context, asks_all=True)
    context.companion.state.reload()
    crew = context.companion.snapshot.events.crew
    if status is None or crew is None:
        found = [CrewCheck("broker", False, not_shared_sentence(context.view))]
    elif _is_refused(status) or status.error is not None or not status.synced:
        why = link_trouble(crew, status, context.view) or words.say("The crew is not answering")
        found = [CrewCheck("broker", False, why)]
    else:
        found = list(crew_checks(crew, status, context.view))
    code = OK if all(check.is_ok for check in found) else BAD_DATA
    if request.as_json:
        output.write_json(
            {
                "ok": code == OK,
                "checks": [
                    {"about": c.subject, "ok": c.is_ok, "message": c.sentence} for c in found
                ],
            }
        )
    else:
        good, bad = mark("OK: {text}"), mark("Problem: {text}")
        output.write([words.say(good if c.is_ok else bad, text=c.sentence) for c in found])
    return code if len(found) > 1 else UNAVAILABLE


def _sharing_line(context: Context, share: Share) -> str:
    """Return a sentence with the address of the shared day and the name of this computer.

    The name comes from the current state if possible. If this computer is a copy, `share` may still
    have the name of the original.
    """
    crew = context.companion.snapshot.events.crew
    name = crew.share.name if crew is not None else share.name
    return context.words.say("Shared at {address} as “{name}”.", address=share.address, name=name)


def _status_lines(context: Context, status: LinkStatus) -> list[str]:
    """Return the state of the connection, the laptops online, the leads, and errors of clocks."""
    words, crew = context.words, context.companion.snapshot.events.crew
    lines = []
    if status.error is not None:
        lines.append(broker_error_sentence(status.error, words))
        if _is_refused(status):
            lines.append(words.say("Until then, what you record stays on this computer."))
        else:
            lines.append(words.say("What you record will be sent when the broker answers again."))
    elif status.connected and not status.synced and not status.refused:
        lines.append(
            words.say(
                "Connected, but the broker has not sent the day yet. If nothing arrives, the "
                "broker’s rules probably do not let this user read the day."
            )
        )
    else:
        here = [member.name for member in status.members if member.is_connected]
        others = ", ".join(here) or words.say("nobody else")
        if here or not status.unknown_writers:
            lines.append(words.say("Connected. Online: {names}.", names=others))
    if status.refused and crew is not None:
        lines.append(broker_refusal_sentence(crew.share, status, words))
    if status.waiting:
        lines.append(
            words.count("{n} record not sent yet", "{n} records not sent yet", status.waiting) + "."
        )
    lines += [f"{report}." for report in link_reports(status, words)]
    if crew is not None:
        lines += _lead_lines(context, crew)
        clock = clock_trouble(crew, status, words, least=1)
        lines += [clock] if clock else []
    return lines


def _lead_lines(context: Context, crew: CrewDay) -> list[str]:
    programme, words, found = context.programme, context.words, []
    rooms: list[str | None] = [room.id for room in programme.rooms] or [None]
    for room in rooms:
        lead = lead_words(crew, room, words)
        if len(rooms) > 1 and (name := room_name(programme, room)):
            found.append(words.say("{room}: {who}.", room=name, who=lead))
        else:
            found.append(f"{lead[:1].upper()}{lead[1:]}.")
    return found


def lead(request: Request, options: LeadOptions) -> None:
    """Take the lead of a room after asking the user for confirmation."""
    context = open_with_saved_data(request)
    words, room = context.words, chosen_room(context)
    receive_new_records(context)
    other_lead = Stage(context.companion).other_lead(room)
    if other_lead is not None and not options.yes:
        is_caught_up = context.companion.log.is_caught_up
        _confirm(
            lead_question(other_lead, context.programme, words, is_caught_up=is_caught_up), words
        )
    acts.perform(context, partial(context.companion.log.take_lead, room))
    more = send_new_records(context)
    crew = context.companion.snapshot.events.crew
    if crew is not None and not crew.is_lead(room):
        raise make_refusal(*more or (words.say("Nothing was changed."),))
    alone = crew is not None and crew.share.active and crew.has_unconfirmed_lead(room)
    output.write(
        [unconfirmed_lead_sentence(words) if alone else words.say("You now lead this room."), *more]
    )


def _confirm(question: str, words: Words) -> None:
    answer = output.confirm(question, words)
    if answer is None:
        raise make_refusal(question, words.say("Without a terminal, use --yes to confirm."))
    if not answer:
        raise make_refusal(words.say("Nothing was changed."))


VERBS = {
    "share": Command(
        "share the day through a broker; without URL, show whether it is shared",
        share,
        ShareOptions,
        (Argument("URL", least=0),),
    ),
    "lead": Command(
        "take the lead in a room: run it from this computer",
        lead,
        LeadOptions,
        has_json=False,
    ),
}
