"""Makes a folder from which the app can be installed without a network.

    python -m tools.bundle DIR                          for this platform and this Python
    python -m tools.bundle DIR --python 3.11 --python 3.13 --platform windows-x86_64 --zip

The folder has the wheel of the app, the wheels of its dependencies and extras in the versions of
the lock, and README.txt with the command to type on the other computer. Run this tool in the
development environment, which builds the wheel of the app. The package index must be reachable.
"""

from __future__ import annotations

import argparse
import hashlib
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT: Final = Path(__file__).parent.parent
METADATA: Final = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS: Final = ("share", "publish")


@dataclass(frozen=True)
class Platform:
    """A kind of computer: its values in the markers of requirements, and its wheels' tags."""

    os_name: str
    sys_platform: str
    platform_system: str
    platform_machine: str
    tags: tuple[str, ...]


def _linux(machine: str) -> Platform:
    # From glibc 2.28 on: Debian 10, Ubuntu 20.04, RHEL 8.
    tags = [f"manylinux_2_{minor}_{machine}" for minor in range(5, 29)]
    return Platform("posix", "linux", "Linux", machine, (*tags, f"manylinux2014_{machine}"))


PLATFORMS: Final[Mapping[str, Platform]] = {
    "linux-x86_64": _linux("x86_64"),
    "linux-aarch64": _linux("aarch64"),
    "macos-arm64": Platform("posix", "darwin", "Darwin", "arm64", ("macosx_14_0_arm64",)),
    "macos-x86_64": Platform("posix", "darwin", "Darwin", "x86_64", ("macosx_14_0_x86_64",)),
    "windows-x86_64": Platform("nt", "win32", "Windows", "AMD64", ("win_amd64",)),
}


@dataclass(frozen=True)
class LockEntry:
    """An entry of the lock. `text` is the line with its version, followed by its hashes."""

    name: str
    marker: str
    text: str
    needed_by: frozenset[str]


def parse_lock(text: str) -> dict[str, LockEntry]:
    """Return the entries of a lock by name."""
    found: dict[str, LockEntry] = {}
    for block in re.split(r"^(?=\w)", text, flags=re.MULTILINE)[1:]:
        lines = block.splitlines()
        comments = " ".join(line.strip("# ") for line in lines if line.lstrip().startswith("#"))
        needed_by = frozenset(re.findall(r"[\w.-]+", comments.partition("via")[2]))
        kept = "\n".join(line for line in lines if not line.lstrip().startswith("#")).rstrip(
            "\\ \n"
        )
        first = lines[0].rstrip("\\ ")
        name = canonicalize_name(re.split(r"[\[=]", first)[0])
        found[name] = LockEntry(name, first.partition(" ; ")[2].strip(), kept, needed_by)
    return found


def needed_entries(lock: Mapping[str, LockEntry]) -> list[LockEntry]:
    """Return the entries that the app and its extras need, directly or indirectly."""
    lines = [*METADATA["dependencies"]]
    for extra in EXTRAS:
        lines += METADATA["optional-dependencies"][extra]
    chosen: set[str] = {canonicalize_name(Requirement(line).name) for line in lines}
    while more := {name for name, each in lock.items() if each.needed_by & chosen} - chosen:
        chosen |= more
    return [each for name, each in sorted(lock.items()) if name in chosen]


def lines_for_platform(entries: Iterable[LockEntry], there: Platform, python: str) -> list[str]:
    """Return the lines of the lock for a platform and Python, without their markers."""
    environment = {
        "os_name": there.os_name,
        "sys_platform": there.sys_platform,
        "platform_system": there.platform_system,
        "platform_machine": there.platform_machine,
        "python_version": python,
        "python_full_version": f"{python}.0",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    return [
        re.sub(r" ; [^\\\n]+?(?= \\|$)", "", each.text, count=1, flags=re.MULTILINE)
        for each in entries
        if not each.marker or Marker(each.marker).evaluate(environment)
    ]


def main(arguments: Sequence[str]) -> int:
    """Make the bundle. If something cannot be fetched, return pip's exit code."""
    options = _parse_arguments(arguments)
    target: Path = options.folder
    if target.exists() and any(target.iterdir()):
        print(f"{target} is not empty")
        return 73
    wheels = target / "wheels"
    wheels.mkdir(parents=True, exist_ok=True)
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(wheels.resolve())]
    subprocess.run(build, cwd=PROJECT, check=True)  # noqa: S603 - the command above
    (own,) = wheels.glob("*.whl")
    entries = needed_entries(parse_lock((PROJECT / "requirements-dev.lock").read_text("utf-8")))
    for name in options.platform:
        for python in options.python:
            print(f"Fetching the wheels for {name}, Python {python}", flush=True)
            code = _fetch(
                lines_for_platform(entries, PLATFORMS[name], python), wheels, name, python
            )
            if code:
                return code
    _write(target, own, entries, options.platform, options.python)
    size = sum(path.stat().st_size for path in wheels.iterdir())
    print(f"{target}: {len(list(wheels.iterdir()))} wheels, {size / 1e6:.0f} MB")
    if options.zip:
        print(shutil.make_archive(str(target), "zip", target.parent, target.name))
    return 0


def _parse_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.bundle", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("folder", type=Path, help="an empty folder, or a new one")
    parser.add_argument("--python", action="append", metavar="VERSION", help="default: this one")
    parser.add_argument("--platform", action="append", choices=PLATFORMS, help="default: this one")
    parser.add_argument("--zip", action="store_true", help="pack the folder, too")
    options = parser.parse_args(arguments)
    options.python = options.python or [f"{sys.version_info.major}.{sys.version_info.minor}"]
    if options.platform is None:
        here = [name for name, each in PLATFORMS.items() if _is_this_computer(each)]
        if not here:
            parser.error("unknown platform; name one with --platform")
        options.platform = here
    return options


def _is_this_computer(there: Platform) -> bool:
    return (there.sys_platform, there.platform_machine) == (sys.platform, platform.machine())


def _fetch(lines: Sequence[str], wheels: Path, name: str, python: str) -> int:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "requirements.txt")
        file.write_text("\n".join(lines) + "\n", "utf-8")
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--require-hashes", "--only-binary", ":all:", "--dest", str(wheels)]
        command += [
            "--implementation",
            "cp",
            "--python-version",
            python,
            "--requirement",
            str(file),
        ]
        for tag in PLATFORMS[name].tags:
            command += ["--platform", tag]
        return subprocess.run(command, check=False).returncode  # noqa: S603 - the command above


def _write(
    target: Path,
    own: Path,
    entries: Iterable[LockEntry],
    names: Sequence[str],
    pythons: Sequence[str],
) -> None:
    """Write requirements.txt for pip, and README.txt for people, into the `target` folder."""
    version = own.name.split("-")[1]
    digest = hashlib.sha256(own.read_bytes()).hexdigest()
    first = f"{METADATA['name']}[{','.join(EXTRAS)}]=={version} \\\n    --hash=sha256:{digest}"
    lines = [first, *(each.text for each in entries)]
    (target / "requirements.txt").write_text("\n".join(lines) + "\n", "utf-8")
    (target / "README.txt").write_text(
        README.format(
            version=version,
            platforms=", ".join(names),
            pythons=", ".join(pythons),
            install=INSTALL,
        ),
        "utf-8",
    )


INSTALL: Final = "--no-index --find-links wheels --require-hashes -r requirements.txt"
README: Final = """\
sommet-tui {version}, to be installed without a network
Platforms: {platforms}. Python: {pythons}.

Linux and macOS, in this folder:

    python3 -m venv ~/sommet && ~/sommet/bin/pip install {install}
    ~/sommet/bin/sommet-tui

Windows, in this folder:

    py -m venv %USERPROFILE%\\sommet && %USERPROFILE%\\sommet\\Scripts\\pip install {install}
    %USERPROFILE%\\sommet\\Scripts\\sommet-tui

On Debian and Ubuntu, venv is in the package python3-venv.
"""

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
