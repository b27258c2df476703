"""The valid forms of ids and addresses, in our own file and in feeds."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

from sommet_tui.domain.limits import ADDRESS_LIMIT
from sommet_tui.domain.text import UNSEEN, clean_line, shows_nothing

_UNSEEN = r"\s\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
ID = rf"^(?![{UNSEEN}]*$)[^-{_UNSEEN}][^{_UNSEEN}]{{0,99}}$"
_HOST = rf"(\[[0-9A-Fa-f:.]+\]|[^{_UNSEEN}<>\"\\/?#@:\[\]]+)"
URL = rf"^[Hh][Tt][Tt][Pp][Ss]?://{_HOST}(:[0-9]{{1,5}})?([/?#][^{_UNSEEN}<>\"\\]*)?$"
"""No user name and no backslash, since browsers and people disagree on where these lead."""
_WEB = "[Hh][Tt][Tt][Pp][Ss]?://"
LIVE = URL.replace(_WEB, rf"({_WEB}|(mqtts?|wss?)://([^{_UNSEEN}/?#@:]+@)?)")
"""The same, or a broker's address, which may contain a user name."""
LANGUAGE = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$"


@lru_cache(maxsize=1024)
def names_host(url: str) -> bool:
    """Return whether a clean address, which is not too long, names a host."""
    if len(url) > ADDRESS_LIMIT or clean_line(url) != url:
        return False
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def web_address(text: str) -> bool:
    """Return whether a text is an address that a programme may contain."""
    return re.fullmatch(URL, text) is not None and names_host(text)


def live_address(text: str) -> bool:
    """Return whether a text is an address at which a stage can publish the day."""
    return re.fullmatch(LIVE, text) is not None and names_host(text)


def identifier(text: str) -> bool:
    """Return whether a text can be an id: it can be seen, and cleaning does not change it."""
    is_well_formed = re.fullmatch(ID, text) is not None
    return is_well_formed and clean_line(text) == text and not shows_nothing(text)
