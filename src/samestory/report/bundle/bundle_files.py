"""Where a bundle is, what belongs to it, and which version of it can be read."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from samestory.errors import WrongCall
from samestory.json_lines import lines_in
from samestory.report.results_folder import BUNDLE
from samestory.whole_files import replace_file

EVIDENCE, HEAD = "evidence", "bundle.json"
JUDGEMENTS, KEPT = "judgements", "kept"
"""How files of lines begin: verdicts, and what held without any (standing rules)."""
VERSION = 1
"""Goes up with a change that an older samestory would read wrongly."""

Fingerprints = Mapping[str, Mapping[str, Mapping[str, str]]]
"""By system, kind and field (or part of the question), a hash of how it is read."""


@dataclass(frozen=True, slots=True)
class BundleHead:
    """What holds for a whole bundle."""

    version: int = VERSION
    landscape: str = ""
    called: Mapping[str, str] = field(default_factory=dict)
    zone: str = "UTC"
    seed: str = ""
    build: str = ""
    rules_off: tuple[str, ...] = ()
    readings: Fingerprints = field(default_factory=dict)
    comparisons: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By kind of subject and field, how it is compared; empty in older bundles."""
    statuses: Mapping[str, Mapping[str, Mapping[str, tuple[str, ...]]]] = field(
        default_factory=dict
    )
    """By system, kind and field, the statuses that its codes mean; empty in older bundles."""


def judgements_file(report: Path, run: str, worker: str | None, of: str = JUDGEMENTS) -> Path:
    """Return where one process of a run appends its judgements, or what was `KEPT`."""
    name = f"{of}.jsonl" if worker is None else f"{of}-{run}-{worker}.jsonl"
    return report / BUNDLE / name


def bundle_lines(bundle: Path, *of: str) -> Iterator[str]:
    """Yield the lines that all processes of a run wrote of `JUDGEMENTS`, `KEPT` or both."""
    for name in of:
        for file in sorted(bundle.glob(f"{name}*.jsonl")):
            yield from lines_in(file)


def bundle_folder(named: Path) -> Path:
    """Return the bundle that a report folder holds, or that is named itself.

    Raise `WrongCall` if there is none.
    """
    for folder in (named / BUNDLE, named):
        if any(folder.glob("judgements*.jsonl")):
            return folder
    raise WrongCall(
        f"There is no bundle in '{named}'.\n"
        "  Name the report folder of a run that asked a system, or the folder `bundle` in it."
    )


def write_bundle_head(report: Path, head: Mapping[str, Any]) -> None:
    """Write what holds for the whole bundle, unless it is there; in one piece."""
    file = report / BUNDLE / HEAD
    if not file.exists():
        text = json.dumps({"version": VERSION, **head}, ensure_ascii=False, indent=1)
        replace_file(file, f"{text}\n")


def read_bundle_head(bundle: Path) -> BundleHead:
    """Read what holds for the whole bundle. Raise `WrongCall` if a newer version wrote it."""
    try:
        told = json.loads((bundle / HEAD).read_text("utf-8"))
    except (OSError, ValueError):  # the run was killed before it was there
        return BundleHead()
    check_version(told.get("version"), bundle)
    names = BundleHead.__dataclass_fields__.keys()
    return BundleHead(**{name: each for name, each in told.items() if name in names})


def check_version(version: object, bundle: Path) -> None:
    """Raise `WrongCall` if a newer samestory wrote the bundle."""
    if not isinstance(version, int) or version > VERSION:
        raise WrongCall(
            f"The bundle '{bundle}' is of version {version}, and this samestory reads up to "
            f"{VERSION}.\n  Install the samestory that wrote it, or a newer one."
        )
