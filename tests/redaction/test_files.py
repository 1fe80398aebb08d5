"""Whole files are masked: archives inside, and once more when a secret came to light later."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from pathlib import Path

from samestory.redaction import Masker, mask_again, masked_file

mask = Masker(["s3cr3t-4711"]).mask


def zipped(**files: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, each in files.items():
            archive.writestr(name, each)
    return content.getvalue()


def unzipped(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {each: archive.read(each) for each in archive.namelist()}


def test_archives_are_masked_inside() -> None:
    """However deep, whatever they are called."""
    inner = zipped(a=b"the key s3cr3t-4711", b=gzip.compress(b"s3cr3t-4711"))

    written = unzipped(masked_file("trace", zipped(inner=inner, plain=b"{}"), mask))

    within = unzipped(written["inner"])
    assert b"{}" == written["plain"]
    assert b"the key ***" == within["a"]
    assert b"***" == gzip.decompress(within["b"])


def test_an_archive_that_cannot_be_opened_is_not_kept() -> None:
    """Nobody could say what is in it."""
    assert not masked_file("a.zip", zipped(a=b"s3cr3t-4711")[:40], mask)
    assert not masked_file("a.gz", gzip.compress(b"s3cr3t-4711" * 99)[:-20], mask)


def test_a_picture_stays_as_it_is() -> None:
    """What it shows was covered when it was taken."""
    assert b"\x89PNG s3cr3t-4711" == masked_file("a.png", b"\x89PNG s3cr3t-4711", mask)


def test_what_was_written_before_a_secret_was_known_is_masked_again(tmp_path: Path) -> None:
    """In folders below as well; older files are another run's."""
    (tmp_path / "below").mkdir()
    files = {each: tmp_path / each for each in ("a.json", "below/trace.zip", "old.json", "b.json")}
    files["a.json"].write_bytes(b'{"token": "s3cr3t-4711"}')
    files["below/trace.zip"].write_bytes(zipped(a=b"s3cr3t-4711"))
    files["old.json"].write_bytes(b"s3cr3t-4711")
    files["b.json"].write_bytes(b"4111111111111111")
    os.utime(files["old.json"], (100, 100))

    mask_again([tmp_path], ["s3cr3t-4711"], since=1000)

    assert b'{"token": "***"}' == files["a.json"].read_bytes()
    assert {"a": b"***"} == unzipped(files["below/trace.zip"].read_bytes())
    assert b"s3cr3t-4711" == files["old.json"].read_bytes()
    assert b"4111111111111111" == files["b.json"].read_bytes()
    assert {"a.json", "b.json", "below", "old.json"} == {each.name for each in tmp_path.iterdir()}
