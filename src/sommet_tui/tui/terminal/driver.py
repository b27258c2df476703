"""Input as terminals really send it: now and then it is no text at all."""

from __future__ import annotations

import sys

from textual.driver import Driver


def forgiving(driver: type[Driver]) -> type[Driver]:
    """The driver for a terminal, made to go on after bytes that are no UTF-8.

    Old mouse reports and text pasted from elsewhere hold such bytes; Textual ends the app over
    them. Here, what was read together with one is left out whole: a mouse report without some
    of its bytes would be taken for keys.
    """
    if sys.platform == "win32":
        return driver
    from textual.drivers.linux_driver import LinuxDriver

    if driver is not LinuxDriver:
        return driver

    class Forgiving(LinuxDriver):
        """Listens again."""

        def run_input_thread(self) -> None:
            """Read until the driver is told to stop."""
            while True:
                try:
                    return super().run_input_thread()
                except UnicodeDecodeError:
                    continue

    return Forgiving
