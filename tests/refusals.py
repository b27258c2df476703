"""The errors of the app that a test expects."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

import pytest

Error = TypeVar("Error", bound=Exception)
Arguments = ParamSpec("Arguments")


def raised(
    error: type[Error],
    action: Callable[Arguments, object],
    *arguments: Arguments.args,
    **named: Arguments.kwargs,
) -> Error:
    """Return the error that an action ends with."""
    with pytest.raises(error) as caught:
        action(*arguments, **named)
    return caught.value


def refusal(
    error: type[Exception],
    action: Callable[Arguments, object],
    *arguments: Arguments.args,
    **named: Arguments.kwargs,
) -> str:
    """Return the code of the error that an action ends with."""
    found = raised(error, action, *arguments, **named)
    return str(getattr(found, "code"))  # noqa: B009  (not every exception has one)
