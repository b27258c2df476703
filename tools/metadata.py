"""The metadata of the project for an index: its addresses, and a README with absolute links.

The address of the repository is written once, in `pyproject.toml`. While it has the placeholder for
the owner, `python tools/metadata.py`, which the release runs, fails.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path
from typing import Any, Final

from hatchling.metadata.plugin.interface import MetadataHookInterface

TOP: Final = Path(__file__).resolve().parent.parent
OWNER: Final = "OWNER"
_LINK = re.compile(r"(!?\[[^\[\]]*\]\()(?!https?:|#)([^)\s]+)(?=\))")
_PICTURE = re.compile(r'(<img src=")(?!https?:)([^"]+)')


class Addresses(MetadataHookInterface):
    """Adds the addresses and the README to the metadata of the package.

    Source: https://hatch.pypa.io/latest/plugins/metadata-hook/custom/
    """

    def update(self, metadata: dict[str, Any]) -> None:
        repository = self.config["repository"]
        readme = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {
            "content-type": "text/markdown",
            "text": with_absolute_links(readme, repository),
        }
        owner = repository.rpartition("/")[0].rpartition("/")[2]
        email = f"{owner}@users.noreply.github.com"
        metadata["authors"] = [{"name": "The sommet-tui developers", "email": email}]
        metadata["urls"] = {
            "Source": repository,
            "Documentation": f"{repository}/blob/HEAD/docs/README.md",
            "Changelog": f"{repository}/blob/HEAD/CHANGELOG.md",
            "Issues": f"{repository}/issues",
        }


def with_absolute_links(text: str, repository: str) -> str:
    """Return a Markdown text with absolute addresses in place of links within the project."""

    def absolute_link(link: re.Match[str]) -> str:
        kind = "raw" if link[1].startswith(("!", "<")) else "blob"
        return f"{link[1]}{repository}/{kind}/HEAD/{link[2]}"

    return _PICTURE.sub(absolute_link, _LINK.sub(absolute_link, text))


def main() -> int:
    """Return 1 if `pyproject.toml` still lacks the address of the repository."""
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))
    repository = project["tool"]["hatch"]["metadata"]["hooks"]["custom"]["repository"]
    if f"/{OWNER}/" in repository:
        sys.stderr.write("pyproject.toml: write the owner into the address of the repository.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
