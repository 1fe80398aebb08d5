"""What a landscape describes, as a record holds it: kinds of comparison, and statuses."""

from samestory.config.landscape import Landscape


def comparisons_of(landscape: Landscape) -> dict[str, dict[str, str]]:
    """Return by kind of subject and field how it is compared: {"order": {"total": "money"}}."""
    return {
        kind: {name: each.kind for name, each in fields.items()}
        for kind, fields in landscape.subjects.items()
    }


def statuses_of(landscape: Landscape) -> dict[str, dict[str, dict[str, list[str]]]]:
    """Return by system, kind and field the statuses that its codes mean, in the file's order."""
    return {
        name: {
            kind: {
                field: list(dict.fromkeys(reading.means.values()))
                for field, reading in asked.fields.items()
                if reading.kind == "status" and reading.means
            }
            for kind, asked in entry.subjects.items()
        }
        for name, entry in landscape.systems.items()
    }
