"""Who acts, as it is written beside each act."""

from __future__ import annotations

from sommet_tui.domain.text import cap, clean_line

LIMIT = 60
"""Characters of a name, at most."""


def signature(name: str) -> str | None:
    """A name as it is written into a record; None where nothing of it can be shown."""
    return cap(clean_line(name), LIMIT) or None


def login_name() -> str | None:
    """The login name, where the system knows one that can be shown."""
    import getpass

    try:
        return signature(getpass.getuser())
    except (ImportError, KeyError, OSError):  # a user that the system does not know
        return None
