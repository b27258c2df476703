"""The programme file that opens, its content and its version."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.companion.errors import SourceError
from sommet_tui.companion.ports import ProgrammeSource
from sommet_tui.domain.findings import Finding, Loaded
from sommet_tui.domain.limits import BYTES_LIMIT
from sommet_tui.sources.find import FileSource, find_programme, read_stream, shipped_programme
from tests.refusals import raised
from tests.tables import table


def report_bytes(data: bytes, origin: str, _zone: str | None = None) -> Loaded:
    """A reader whose only finding is the content of the file."""
    return Loaded(origin, None, (Finding("error", data.decode()),))


def refused(path: Path) -> SourceError:
    return raised(SourceError, FileSource(path, report_bytes).load)


def test_reader_gets_the_bytes_and_the_name(tmp_path: Path) -> None:
    path = tmp_path / "été.yaml"
    path.write_bytes(b"version: 1\r\n")
    source: ProgrammeSource = FileSource(path, report_bytes)

    loaded = source.load()

    assert loaded.origin == str(path)
    assert loaded.findings[0].code == "version: 1\r\n"


@pytest.mark.parametrize(
    ("name", "code"), [*table("unreadable_files.txt"), ("null\0character", "missing")]
)
def test_unreadable_programme_is_refused_with_a_reason(
    tmp_path: Path, name: str, code: str
) -> None:
    (tmp_path / "folder").mkdir()
    with (tmp_path / "large.yaml").open("wb") as file:
        file.truncate(100_000_000)

    error = refused(tmp_path / name)

    assert (error.code, error.origin) == (code, str(tmp_path / name))


def test_file_of_the_maximum_size_is_read(tmp_path: Path) -> None:
    path = tmp_path / "limit.yaml"
    path.write_bytes(b"x" * BYTES_LIMIT)

    assert len(FileSource(path, report_bytes).load().findings[0].code) == BYTES_LIMIT


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes that are files")
def test_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)

    assert refused(path).code == "special"


@pytest.mark.skipif(sys.platform == "win32", reason="pipes always wait there")
def test_pipe_without_data_is_refused() -> None:
    end, other = os.pipe()
    os.set_blocking(end, False)
    with os.fdopen(end, "rb") as stream, os.fdopen(other, "wb"):
        error = raised(SourceError, read_stream, stream, "a pipe")
        assert (error.code, error.origin) == ("unreadable", "a pipe")


@pytest.mark.skipif(sys.platform == "win32", reason="no devices that are files")
def test_device_is_refused() -> None:
    assert refused(Path("/dev/zero")).code == "special"


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="to this user nothing is forbidden"
)
def test_file_without_permission_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "secret.yaml"
    path.write_bytes(b"")
    path.chmod(0)

    assert refused(path).code == "denied"


def test_version_changes_only_with_the_content(tmp_path: Path) -> None:
    path = tmp_path / "programme.yaml"
    path.write_bytes(b"one")
    source = FileSource(path, report_bytes)
    before = source.version()
    assert source.version() == before is not None

    path.write_bytes(b"three")

    assert source.version() != before


def test_version_changes_with_another_file_of_the_same_size_and_time(tmp_path: Path) -> None:
    path, other = tmp_path / "programme.yaml", tmp_path / "other.yaml"
    for file in (path, other):
        file.write_bytes(b"one")
        os.utime(file, ns=(1, 1))
    source = FileSource(path, report_bytes)
    before = source.version()

    other.replace(path)

    assert source.version() != before


def test_missing_file_has_no_version(tmp_path: Path) -> None:
    assert FileSource(tmp_path / "none.yaml", report_bytes).version() is None


def test_shipped_programme_opens_without_a_path(tmp_path: Path) -> None:
    assert find_programme(None, {}, tmp_path)[0] == shipped_programme()
    (tmp_path / "programme.yaml").mkdir()
    assert find_programme(None, {}, tmp_path)[0] == shipped_programme()


@given(st.text("a./~ ", max_size=8))
def test_name_of_a_programme_is_relative_to_the_folder(name: str) -> None:
    assert find_programme(name, {}, "")[0] == (str(Path(name)) if name else "")
    assert find_programme(name, {}, "/x")[0] == str(Path("/x") / name)
