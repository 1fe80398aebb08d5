"""An adapter of one's own: an ERP that can only be asked through the file that it exports."""

from __future__ import annotations

import csv
from pathlib import Path

from samestory import (
    CannotAsk,
    EvidenceStore,
    Guard,
    Observation,
    Subject,
    SystemEntry,
    read_answer,
    said,
)


class Export:
    """The newest export; named in a landscape as adapter = "own_adapter:Export"."""

    main_thread = False  # it is asked in a thread of its own, while others are asked in theirs

    def __init__(self, entry: SystemEntry, guard: Guard, filing: EvidenceStore) -> None:  # noqa: ARG002 - it asks no host
        self.name = entry.name
        self._entry = entry
        self._filing = filing
        self._file = Path(__file__).parent / entry.settings["file"]

    def observe(self, subject: Subject) -> Observation:
        """What the export says about the subject now."""
        entry = self._entry.subjects[subject.kind]
        column = entry.question.find["column"]
        asked = f"the rows of {self._file.name} whose {column} is {subject.key}"
        try:
            with self._file.open(newline="", encoding="utf-8") as file:
                rows = [row for row in csv.DictReader(file) if row[column] == subject.key]
        except (OSError, ValueError, KeyError, csv.Error) as error:
            raise CannotAsk(f"its export cannot be read ({error!r})", asked=asked) from error
        evidence = self._filing.file_json(self.name, {"asked": asked, "rows": rows})
        # no rows at all are no record
        values = read_answer(rows, entry, self._entry.zone, key=subject.key)
        return said(self.name, subject, values, asked=asked, evidence=[evidence])

    def close(self) -> None:
        """Nothing is kept open."""
