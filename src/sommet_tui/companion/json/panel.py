"""`panel`: a panel at an instant, as JSON. Keys are English. If a value is absent, it is null.

Times have the event's offset from UTC. The keys are `programme`, `at`, `rehearsal` (its id),
`session` (as in `show`) and:

- `status`, `start`, `hard_end`, `granted_end` (when its time is over, with its added minutes),
  `remaining_seconds` (negative in overtime, null unless it is running), `alert`, `offset_minutes`
  (+ = behind), `added_minutes`, `paused_since`, `paused_seconds`, `cue_minutes` (the silent cue due
  now);
- `segments[{name, minutes, granted_minutes, start, end, state: "done"|"on"|"to_come",
  remaining_seconds}]`: `minutes` are planned, `granted_minutes` include added minutes;
- `questions_due` (when the questions must begin to fit), `questions_in_seconds` (null once they
  have begun);
- `people[{id, name, role, affiliation, pronunciation, introduction, arrival: "not_seen"|"arrived"|
  "on_stage", there_since, key, spoken_seconds, share_percent, target_percent, speaking}]`: in
  seating order, moderators last;
- `moderation{spoken_seconds, share_percent, speaking}`: all moderators together;
- `spoken_seconds`, `speaking` (an id, "" for a moderator without a name, or null), `turn_seconds`,
  `turn_is_long`;
- `questions[{number, text, to, prepared, starred, asked_at}]`, `hands[{number, text, since,
  taken_at}]`: numbered from 1, oldest first; `taken_at` is null while the hand is up;
- `messages{panel[], stage[]}` of `{text, at, by, seen_at}`: the current messages;
- `lines[{at, to: "panel"|"stage", text, by, seen_at}]`: all messages, oldest first. If the current
  message was withdrawn, `text` is null;
- `impact[{id, after, change, minutes}]`: the cost of the delay, as in `stage report`;
- `note`: the user's note on the session.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sommet_tui.companion import green_room
from sommet_tui.companion.json import (
    Json,
    fields,
    heading_view,
    instants,
    iso,
    programme_view,
    seconds,
    seconds_left,
)
from sommet_tui.companion.json.now_sessions_and_bookmarks import PARTICIPANT, session_view
from sommet_tui.companion.json.stage import cost_view
from sommet_tui.companion.panel import PanelMoment, Seat, Voice
from sommet_tui.companion.snapshot import Snapshot
from sommet_tui.domain.instants import whole_minutes
from sommet_tui.domain.messages import Message
from sommet_tui.domain.panel import Part, paused_time
from sommet_tui.domain.programme import Programme


def calls_view(snapshot: Snapshot, now: datetime, calls: Iterable[green_room.Call]) -> Json:
    """Return the output of `people --next` as JSON.

    Absent values are null, and times have an offset.

    `{programme, at, next[{session, starts_at, starts_in_seconds, people[{id, name, role,
    affiliation, pronunciation, introduction, arrival, there_since}]}]}`. A session is as in `show`.
    """
    programme = snapshot.programme
    return heading_view(snapshot, now) | {
        "next": [
            {
                "session": session_view(snapshot, call.session, now),
                "starts_at": iso(programme, call.start),
                "starts_in_seconds": seconds_left(call.start - now),
                "people": [_attendance_view(programme, turn) for turn in call.people],
            }
            for call in calls
        ],
    }


def _attendance_view(programme: Programme, one: green_room.Appearance | Seat) -> Json:
    """Return a person and their entry in the programme, and whether they have arrived."""
    person = one.person
    return {
        **fields(one.participant, *PARTICIPANT),
        "pronunciation": person.pronunciation if person else None,
        "introduction": person.introduction if person else None,
        "arrival": one.arrival,
        "there_since": iso(programme, one.there_since),
    }


def panel_view(snapshot: Snapshot, moment: PanelMoment) -> Json:
    """Return the output of `panel`. The docstring of this module lists its keys."""
    programme, note = snapshot.programme, snapshot.mine.note(moment.session.id)
    return {
        "programme": programme_view(programme),
        "at": iso(programme, moment.at),
        "rehearsal": moment.rehearsal,
        "session": session_view(snapshot, moment.session, moment.at),
        **_timing_view(programme, moment),
        "segments": [
            _segment_view(programme, part, part.segment.minutes - prepared.minutes)
            for part, prepared in zip(moment.plan, moment.prepared, strict=True)
        ],
        "questions_due": iso(programme, moment.questions_due),
        "questions_in_seconds": seconds_left(moment.time_until_questions),
        "people": [
            {
                **_attendance_view(programme, seat),
                "key": seat.key or None,
                "target_percent": seat.target,
                **_voice_view(seat.voice),
            }
            for seat in moment.everyone
        ],
        "moderation": _voice_view(moment.moderation),
        "spoken_seconds": seconds(moment.total),
        "speaking": moment.speaking,
        "turn_seconds": seconds(moment.turn_length),
        "turn_is_long": moment.is_long,
        "turn_limit_seconds": seconds(moment.turn_limit),
        "turn_remaining_seconds": seconds_left(moment.turn_time_left),
        "questions": [
            {
                "number": number,
                **fields(question, "text", "to"),
                "prepared": question.number < 0,
                "starred": question.starred,
                "asked_at": iso(programme, question.asked_at),
            }
            for number, question in enumerate(moment.questions, 1)
        ],
        "hands": [
            {
                "number": number,
                "text": hand.text,
                **instants(programme, hand, "since", "taken_at"),
                "turns_before": hand.before,
            }
            for number, hand in enumerate(moment.all_hands, 1)
        ],
        "messages": {
            "panel": [_message_view(programme, message) for message in moment.to_panel],
            "stage": [_message_view(programme, message) for message in moment.to_stage],
        },
        "lines": [
            _message_view(programme, line) | {"to": line.to, "text": line.text or None}
            for line in moment.all_messages
        ],
        "impact": [cost_view(cost) for cost in moment.impact],
        "note": note.text if note else None,
    }


def _timing_view(programme: Programme, moment: PanelMoment) -> Json:
    runs = moment.timing
    return {
        "status": runs.status,
        "start": iso(programme, runs.start),
        "hard_end": iso(programme, runs.end),
        "granted_end": iso(programme, runs.due),
        "remaining_seconds": seconds_left(runs.remaining),
        "alert": runs.alert,
        "offset_minutes": whole_minutes(runs.lane.offset),
        "added_minutes": whole_minutes(runs.item.actual.added),
        "paused_since": iso(programme, runs.paused_since),
        "paused_seconds": seconds(paused_time(runs.pauses, runs.start, runs.until)),
        "cue_minutes": moment.cue,
    }


def _segment_view(programme: Programme, part: Part, granted: int) -> Json:
    return {
        **fields(part.segment, "name", "minutes"),
        "granted_minutes": granted,
        **instants(programme, part, "start", "end"),
        "state": part.state,
        "remaining_seconds": seconds_left(part.remaining),
    }


def _voice_view(voice: Voice) -> Json:
    return {
        "spoken_seconds": seconds(voice.spoken),
        "share_percent": voice.percent,
        "speaking": voice.speaking,
    }


def _message_view(programme: Programme, message: Message) -> Json:
    return {
        "text": message.text,
        "at": iso(programme, message.at),
        "by": message.by,
        "seen_at": iso(programme, message.seen_at),
    }
