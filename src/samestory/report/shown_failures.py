"""What browsers showed of failures, as files of a run without Allure's results.

The names of files and folders say nothing that was shown: what becomes known as a secret later can
be masked within files only. Who reads them goes by `shown.json`, in which it is masked.
"""

import json
import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from samestory.report.results_folder import FAILURES
from samestory.whole_files import replace_file

SHOWN = "shown.json"
"""In the folder of a failure: its scenario (`nodeid`), and the title of each of its `files`."""


def failure_folder(report: Path, nodeid: str) -> Path:
    """Return where the pictures and traces of a scenario's failure go, whatever it is called."""
    file = re.sub(r"\W+", "-", Path(nodeid.partition("::")[0]).stem, flags=re.ASCII)[:60].strip("-")
    digest = sha256(nodeid.encode(errors="backslashreplace")).hexdigest()[:8]
    return report / FAILURES / f"{file}-{digest}"


def write_shown(folder: Path, nodeid: str, titles: Mapping[str, str]) -> None:
    """Write which scenario a folder is about, and the titles of its files by their names."""
    told = json.dumps({"nodeid": nodeid, "files": dict(titles)}, ensure_ascii=False, indent=1)
    replace_file(folder / SHOWN, f"{told}\n")


def shown_failure(report: Path, nodeid: str) -> Iterator[tuple[str, Path]]:
    """Yield the title and the file of each picture and trace of a scenario's failure."""
    for file in sorted((report / FAILURES).glob(f"*/{SHOWN}")):
        told = json.loads(file.read_text("utf-8"))
        if told["nodeid"] == nodeid:
            yield from ((title, file.with_name(name)) for name, title in told["files"].items())
