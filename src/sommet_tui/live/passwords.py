"""The password of a broker, from the environment or the system's keyring."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sommet_tui.domain.sharing.address import ShareAddress

VARIABLE = "SOMMET_SHARE_PASSWORD"
_SERVICE = "sommet-tui"


def find_password(address: ShareAddress, env: Mapping[str, str]) -> str | None:
    """Return the password of an address's user, or None."""
    if address.user is None:
        return None
    found = env.get(VARIABLE)
    if found:
        return found
    try:
        import keyring

        return keyring.get_password(_SERVICE, _account(address))
    except Exception:  # noqa: BLE001, RUF100  (each keyring has its own exceptions)
        return None


def remember(address: ShareAddress, secret: str) -> bool:
    """Save a password in the system's keyring; return False if the system has no keyring."""
    try:
        import keyring

        keyring.set_password(_SERVICE, _account(address), secret)
    except Exception:  # noqa: BLE001, RUF100
        return False
    return True


def _account(address: ShareAddress) -> str:
    return f"{address.user}@{address.host}:{address.port}"
