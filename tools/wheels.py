"""Checks that the app installs without a compiler on every supported platform and Python.

    python -m tools.wheels

The dependencies of the app and its extras are resolved from wheels only, in the newest versions
allowed, as in a first installation. This needs the package index.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Final

PLATFORMS: Final = (
    "x86_64-apple-darwin",
    "aarch64-apple-darwin",
    "x86_64-pc-windows-msvc",
    "aarch64-pc-windows-msvc",
    "x86_64-unknown-linux-gnu",
    "aarch64-unknown-linux-gnu",
    "x86_64-unknown-linux-musl",
    "aarch64-unknown-linux-musl",
)
PYTHONS: Final = ("3.11", "3.12", "3.13", "3.14", "3.15")
PROJECT: Final = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))[
    "project"
]
NEEDED: Final[dict[str, list[str]]] = {
    "the program": PROJECT["dependencies"],
    "share": PROJECT["optional-dependencies"]["share"],
    "publish": PROJECT["optional-dependencies"]["publish"],
}

SOURCES: Final = {("aarch64-pc-windows-msvc", "3.11"): "PyYAML"}
"""Packages without a wheel that install without a compiler, because they are pure Python."""


def main(arguments: list[str]) -> int:
    """Resolve everything for every platform and Python. If a wheel is missing, return 1."""
    if arguments:
        print(__doc__)
        return 0 if arguments == ["--help"] else 64
    missing = 0
    for name, requirements in NEEDED.items():
        for platform in PLATFORMS:
            for python in PYTHONS:
                reason = resolution_error(requirements, platform, python)
                missing += bool(reason)
                print(
                    f"{'no' if reason else 'ok'}  {name}, Python {python}, {platform}", flush=True
                )
                if reason:
                    print(reason)
    print(
        f"\n{missing} combinations have no wheels" if missing else "\nThere are wheels everywhere"
    )
    return 1 if missing else 0


def resolution_error(requirements: list[str], platform: str, python: str) -> str:
    """Return why wheels cannot meet the requirements, or "" if they can."""
    source = SOURCES.get((platform, python))
    needed = [line for line in requirements if source is None or not line.startswith(source)]
    command = [sys.executable, "-m", "uv", "pip", "compile", "-", "--quiet", "--no-header"]
    command += ["--only-binary", ":all:"]
    command += ["--python-platform", platform, "--python-version", python]
    done = subprocess.run(  # noqa: S603 - the command above
        command,
        input="\n".join(needed),
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    return done.stderr.strip() if done.returncode else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
