"""Runs every check that a change must pass before a commit, and lists the checks that failed.

python -m tools.check            everything, with the quick tests: less than two minutes
python -m tools.check --static   everything except the tests
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Final

PROJECT: Final = Path(__file__).parent.parent
CHECKS: Final = {
    "lint": [sys.executable, "-m", "ruff", "check"],
    "format": [sys.executable, "-m", "ruff", "format", "--check"],
    "layers": [str(Path(sys.executable).parent / "lint-imports")],
    "catalogues": [sys.executable, "tools/catalogues.py", "check"],
    "vocabulary": [sys.executable, "-m", "tools.vocabulary"],
    "reference": [sys.executable, "tools/reference.py", "check"],
    "history": [sys.executable, "tools/history.py", "check"],
    "weight": [sys.executable, "tools/weight.py", "check"],
    "types": [sys.executable, "-m", "mypy"],
}
TESTS: Final = {"quick tests": [sys.executable, "-m", "pytest", "-m", "quick"]}


def main(arguments: list[str]) -> int:
    """Run the checks one after the other, and return the exit code."""
    if arguments not in ([], ["--static"]):
        sys.stderr.write(__doc__ or "")
        return 64
    checks = CHECKS if arguments else CHECKS | TESTS
    failed = [name for name, command in checks.items() if not passes(name, command)]
    if failed:
        print(f"\nFailed: {', '.join(failed)}")
        return 1
    print(f"\nAll {len(checks)} checks passed")
    return 0


def passes(name: str, command: list[str]) -> bool:
    """Run one check, print its output if it fails, and return whether it passed."""
    begun = time.monotonic()
    done = subprocess.run(  # noqa: S603 - the commands above
        command,
        cwd=PROJECT,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    passed = done.returncode == 0
    if not passed:
        print(done.stdout)
    print(
        f"{'ok    ' if passed else 'FAILED'}  {name}, {time.monotonic() - begun:.0f} s", flush=True
    )
    return passed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
