"""Files in a bucket: here in the memory of the library, which asks every service in one way."""

from __future__ import annotations

import gzip
import sys

import pytest
from obstore import get, put

from sommet_tui.companion.live_ports import PublishedFile, PublishError
from sommet_tui.live.folders_and_buckets import BucketTarget
from tests.builders import existing
from tests.ports import closed_port
from tests.refusals import raised, refusal

LARGE = PublishedFile("programme.json", b'{"a": 1}' * 1000, "application/json", 300)
LIVE = PublishedFile("live.json", b"{}", "application/json", 5)


def test_uploaded_file_has_the_headers_browsers_need() -> None:
    target = BucketTarget("memory:///")
    assert target.read("live.json") is None
    for file in (LARGE, LIVE):
        target.put(file)
        assert target.read(file.name) == file.data
    found = get(target._store, "programme.json")
    assert gzip.decompress(bytes(found.bytes())) == LARGE.data
    assert found.attributes == {
        "Content-Type": "application/json",
        "Cache-Control": "public, max-age=300, stale-while-revalidate=300, stale-if-error=86400",
        "Content-Encoding": "gzip",
    }
    assert "Content-Encoding" not in get(target._store, "live.json").attributes
    target.put(PublishedFile("live.json", b"[]", "application/json", 5))
    assert target.read("live.json") == b"[]"
    target.remove("live.json")
    target.remove("live.json")
    assert target.read("live.json") is None


@pytest.fixture
def _keys(monkeypatch: pytest.MonkeyPatch) -> None:
    port = closed_port()
    for name, value in {
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_REGION": "eu-west-3",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ALLOW_HTTP": "true",
    }.items():
        monkeypatch.setenv(name, value)


@pytest.mark.usefixtures("_keys")
def test_unreachable_bucket_is_reported() -> None:
    target = BucketTarget("s3://bucket/prefix")
    error = raised(PublishError, target.put, LIVE)
    assert (error.code, error.target) == ("offline", "s3://bucket/prefix")


def test_invalid_address_is_reported_without_a_request() -> None:
    assert refusal(PublishError, BucketTarget, "s3://") == "address"


@pytest.mark.parametrize("data", [b"\x1f\x8b and then no gzip", b"\x1f\x8b", b"[1, 2"])
def test_file_that_the_app_did_not_compress_is_read_unchanged(data: bytes) -> None:
    target = BucketTarget("memory:///")
    put(target._store, "live.json", data)
    assert target.read("live.json") in (data, b"")


def test_decompression_bomb_is_read_only_partially() -> None:
    target = BucketTarget("memory:///")
    put(target._store, "live.json", gzip.compress(bytes(100_000_000)))
    assert len(existing(target.read("live.json"))) < 100_000_000


@pytest.mark.usefixtures("_keys")
def test_bucket_profile_without_boto3_names_the_missing_package(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "stage")
    monkeypatch.setitem(sys.modules, "boto3", None)
    BucketTarget("s3://bucket/prefix")
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    error = raised(PublishError, BucketTarget, "s3://bucket/prefix")
    assert (error.code, error.detail) == ("missing", "boto3")
