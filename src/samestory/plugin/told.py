"""What a channel told a customer, read as a system of the landscape is read."""

from collections.abc import Callable, Mapping

from samestory.config import Landscape
from samestory.config.config_errors import table_name
from samestory.config.entries import SystemEntry
from samestory.core.model import Unmapped
from samestory.errors import CannotKnow, WrongCall
from samestory.extraction.records import read_answer


def read_told(
    landscape: Landscape,
    kind: str,
    record: Mapping[str, object],
    system: str,
    mask: Callable[[str], str],
) -> dict[str, object]:
    """Return what the customer was told, read as the landscape says of a system ("": the website).

    What was not told is left out. Raise `CannotKnow` for a code that the landscape does not
    explain, and `WrongCall` if it says nothing of how to read such a kind there.
    """
    entry = _teller(landscape, kind, system)
    values = (read_answer(record, entry.subjects[kind], entry.zone) if record else None) or {}
    for name, value in values.items():
        if isinstance(value, Unmapped):
            raise CannotKnow(_unclear(entry, name, value, mask(value.code)))
    return {name: value for name, value in values.items() if value is not None}


def _teller(landscape: Landscape, kind: str, system: str) -> SystemEntry:
    for name, entry in landscape.systems.items():
        if (name == system if system else entry.as_customer) and kind in entry.subjects:
            return entry
    where = table_name(("systems", system or "website", kind))
    raise WrongCall(
        f"{landscape.path} has no {system or 'website'} that reads '{kind}'.\n"
        f"  Add a table {where}, so that what she is told can be understood."
    )


def _unclear(entry: SystemEntry, name: str, value: Unmapped, code: str) -> str:
    form = value.read_as
    why = f"is not in the declared format ({form})" if form else "the landscape does not explain"
    return (
        f"The {entry.called} says {name} {code!r}, which {why}.\n"
        f"  {'Correct' if form else 'Explain it in'} {value.where}."
    )
