"""The errors of the app that a test expects."""

from __future__ import annotations

from collections.abc import Callable

import pytest


def refusal(error: type[Exception], action: Callable[[], object]) -> str:
    """Return the code of the error that an action ends with."""
    with pytest.raises(error) as caught:
        action()
    return str(getattr(caught.value, "code"))  # noqa: B009  (not every exception has one)
