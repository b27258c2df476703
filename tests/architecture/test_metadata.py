"""What an index says about the package."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tools import wheels

PROJECT = Path(__file__).parents[2]
TARGET = re.compile(r"""(?:\]\(|<img src=")([^)\s"]+)""")
RUN = """
import json
from hatchling.metadata.core import ProjectMetadata
from hatchling.plugin.manager import PluginManager
core = ProjectMetadata(".", PluginManager()).core
print(json.dumps({"readme": core.readme, "urls": core.urls, "kinds": core.classifiers}))
"""


@pytest.fixture(scope="module")
def metadata() -> dict[str, Any]:
    """The metadata that a build writes into the package."""
    command = (sys.executable, "-c", RUN)
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_every_readme_link_is_an_absolute_address(metadata: dict[str, Any]) -> None:
    source = metadata["urls"]["Source"]
    links = TARGET.findall(metadata["readme"])
    assert [link for link in links if not link.startswith("https://")] == []
    assert f"{source}/raw/HEAD/docs/demo.svg" in links
    assert f"{source}/blob/HEAD/docs/attending.md" in links


def test_readme_links_to_the_repository_lead_to_files(metadata: dict[str, Any]) -> None:
    source = metadata["urls"]["Source"]
    pattern = re.compile(rf"{re.escape(source)}/(?:raw|blob)/HEAD/([^)#\s\"]+)")
    files = pattern.findall(metadata["readme"])
    assert files
    assert [file for file in files if not (PROJECT / file).exists()] == []


def test_package_names_the_pythons_of_the_continuous_integration(metadata: dict[str, Any]) -> None:
    workflow = (PROJECT / ".github" / "workflows" / "ci.yml").read_text("utf-8")
    run = set(re.findall(r'"(3\.\d+)"', workflow))
    named = {kind.rpartition(" ")[2] for kind in metadata["kinds"] if ":: 3." in kind}
    assert named <= run


def test_release_needs_the_address_of_the_repository(tmp_path: Path) -> None:
    for name in ("pyproject.toml", "tools/metadata.py"):
        copy = tmp_path / name
        copy.parent.mkdir(exist_ok=True)
        copy.write_text((PROJECT / name).read_text("utf-8"), encoding="utf-8")
    command = (sys.executable, str(tmp_path / "tools" / "metadata.py"))
    project = tmp_path / "pyproject.toml"
    text = project.read_text("utf-8")
    # After the first release, the project has the name of its owner.
    for owner, code in (("OWNER", 1), ("example", 0)):
        project.write_text(re.sub(r"(github\.com/)\w[\w-]*", rf"\1{owner}", text), "utf-8")
        done = subprocess.run(command, capture_output=True, check=False)
        assert (done.returncode, b"pyproject.toml" in done.stderr) == (code, bool(code))


def test_wheels_explains_itself_without_the_package_index(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert wheels.main(["--help"]) == 0
    assert "python -m tools.wheels" in capsys.readouterr().out
