"""Reads a bundle back: its judgements, of all processes of the run, and its evidence."""

from dataclasses import dataclass
from pathlib import Path

from samestory.report.bundle.bundle_files import (
    EVIDENCE,
    JUDGEMENTS,
    BundleHead,
    bundle_folder,
    bundle_lines,
    check_version,
    read_bundle_head,
)
from samestory.report.bundle.judgement_lines import (
    KeptPiece,
    RecordedJudgement,
    read_line,
    version_of,
)
from samestory.report.results_folder import BUNDLE


@dataclass(frozen=True, slots=True)
class RecordedBundle:
    """A bundle that was read; `unreadable` counts half lines, such as a killed run leaves."""

    folder: Path
    head: BundleHead
    judgements: tuple[RecordedJudgement, ...]
    unreadable: int = 0

    def content(self, piece: KeptPiece) -> bytes | None:
        """Return what a piece of evidence holds; None if its file is gone."""
        file = self.path(piece)
        return file.read_bytes() if file is not None and file.is_file() else None

    def path(self, piece: KeptPiece) -> Path | None:
        """Return where a piece of evidence is; None if it is named outside of the bundle."""
        within = Path(piece.file)
        plain = within.parts[:2] == (BUNDLE, EVIDENCE) and ".." not in within.parts
        return self.folder.joinpath(*within.parts[1:]) if plain else None


def read_bundle(named: Path) -> RecordedBundle:
    """Read the bundle of a report folder, or one that is named itself.

    Raise `WrongCall` if there is none, and if a newer version of samestory wrote it.
    """
    folder = bundle_folder(named)
    head, found, unreadable = read_bundle_head(folder), [], 0
    for line in bundle_lines(folder, JUDGEMENTS):
        version = version_of(line)
        if version is None:
            unreadable += 1
            continue
        check_version(version, folder)
        try:
            found.append(read_line(line))
        except (ValueError, KeyError, TypeError, IndexError):  # not a line of ours
            unreadable += 1
    found.sort(key=lambda each: each.at)
    return RecordedBundle(folder, head, tuple(found), unreadable)
