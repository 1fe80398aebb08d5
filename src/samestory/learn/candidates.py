"""What may be where a field is: a place, how it is read, and how much speaks for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from samestory.learn.places import Steps


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A place whose value is the known one.

    `steps` lead to it, or to the object that holds its parts; `at` is the path from there, "" for
    the place itself. `words` are those of a reading beside `at`, `fit` says how well its names fit
    the field, and `said` is what stands there.
    """

    steps: Steps
    at: str = ""
    words: Mapping[str, Any] = field(default_factory=dict)
    fit: float = 0.0
    said: object = None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownSubject:
    """What is known of one subject: its key, and its values by field, as they are compared."""

    kind: str
    key: str
    values: Mapping[str, object]
    of: str | None = None

    @property
    def words(self) -> frozenset[str]:
        """The texts that only this subject has, in small letters: no path is to name them."""
        texts = [each for each in self.values.values() if isinstance(each, str)]
        lines = self.values.get("lines")
        skus = [each.sku for each in lines] if isinstance(lines, tuple) else []
        return frozenset(each.casefold() for each in (self.key, *texts, *skus))
