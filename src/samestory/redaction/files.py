"""Masks whole files: archives inside, pictures not at all, everything else as bytes."""

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from samestory.redaction.masker import Masker
from samestory.redaction.personal import Personal
from samestory.whole_files import replace_file

Mask = Callable[[bytes], bytes]

_PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".gif")
"""Secrets are covered when they are taken."""


def masked_file(name: str, content: bytes, mask: Mask) -> bytes:
    """Return a file masked; nothing of an archive that cannot be opened."""
    if name.lower().endswith(_PICTURES):
        return content
    if content.startswith(b"PK\x03\x04"):
        return _masked_archive(content, mask)
    if content.startswith(b"\x1f\x8b"):
        with suppress(OSError, EOFError, zlib.error):
            return gzip.compress(masked_file(name, gzip.decompress(content), mask), mtime=0)
        return b""
    return mask(content)


def _masked_archive(content: bytes, mask: Mask) -> bytes:
    """A trace holds typed text and request headers."""
    written = io.BytesIO()
    try:
        with (
            zipfile.ZipFile(io.BytesIO(content)) as source,
            zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target,
        ):
            for entry in source.infolist():
                masked = masked_file(entry.filename, source.read(entry), mask)
                target.writestr(entry, masked, zipfile.ZIP_DEFLATED)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError):
        return b""
    return written.getvalue()


def mask_again(folders: Iterable[Path], secrets: Iterable[str], since: float) -> None:
    """Mask secrets that became known late in every file since `since` (seconds, Unix time)."""
    late = Masker(secrets, Personal(kinds=()))
    for file in (each for folder in folders for each in folder.rglob("*")):
        if file.is_file() and not file.is_symlink() and file.stat().st_mtime >= since:
            content = file.read_bytes()
            masked = masked_file(file.name, content, late.mask)
            if masked != content:
                replace_file(file, masked)
