"""Small turns of phrase: lists of names, numbers, durations."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from types import MappingProxyType

from samestory.core.verdict import FieldVerdict

NONE: Mapping[str, str] = MappingProxyType({})
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

ELSE = "or the system answered something else"
WRONG_SHAPE: Mapping[str, str] = MappingProxyType(
    {
        "the landscape's record path does not exist in this answer": (
            f"fix `record`, {ELSE} than a record"
        ),
        "nothing that the landscape's record path names is in this answer": (
            f'name in `record` what every answer has: record = "total && not_null(list[0])", {ELSE}'
        ),
        "none of the landscape's fields exists in this answer": (
            f"fix `record`, or `at` of the fields, {ELSE}"
        ),
        "what the landscape takes out of an earlier answer does not exist there": (
            f"fix `take` of the hop, {ELSE}"
        ),
        "something else stands where the landscape expects it": f"fix `at` of {{key}}, {ELSE}",
    }
)
"""What to do about an answer of another shape, by the words of `samestory.extraction.records`."""


@dataclass(frozen=True, slots=True)
class Names:
    """How the systems are called, in the order in which they were asked; the zone of all times."""

    systems: Sequence[str]
    called: Mapping[str, str]
    zone: tzinfo = UTC
    not_asked: Mapping[str, str] = field(default_factory=dict)
    """The systems that know such subjects and were not asked, and why."""

    def time(self, moment: datetime) -> str:
        """Give the time of day and its zone: "14:02:11 CET"."""
        return f"{moment.astimezone(self.zone):%H:%M:%S %Z}"

    def of(self, system: str) -> str:
        """Give the display name: "ERP"."""
        return self.called.get(system, system)

    def the(self, systems: Collection[str]) -> str:
        """Name some systems: "the website and the ERP"."""
        return joined([f"the {self.of(each)}" for each in self.systems if each in systems])

    def everybody(self, systems: Collection[str]) -> str:
        """Name some systems, or count them if they are all: "all four", "both"."""
        if len(systems) < 2 or set(systems) != set(self.systems):
            return self.the(systems)
        return "both" if len(systems) == 2 else f"all {number(len(systems))}"


def joined(words: Sequence[str]) -> str:
    """Join as people do: "a, b and c"."""
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def counted(count: int, thing: str) -> str:
    """Return the number and the noun.

    >>> counted(1, "scenario"), counted(2, "scenario")
    ('1 scenario', '2 scenarios')
    """
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def number(count: int) -> str:
    """Spell a small number out."""
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def duration(time: timedelta) -> str:
    """Show a time rounded to what matters: "0.4 s", "30 s", "2 min 5 s"."""
    seconds = time.total_seconds()
    if round(seconds, 1) < 10:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if not minutes:
        return f"{rest} s"
    return f"{minutes} min {rest} s" if rest else f"{minutes} min"


def moment(elapsed: timedelta) -> str:
    """Say when something was said: "after 3.2 s", or "at first"."""
    return "at first" if elapsed < timedelta(seconds=0.05) else f"after {duration(elapsed)}"


def time_of_day(moment: datetime, names: Names) -> str:
    """Give the time of day to a tenth of a second: "14:02:11.4"."""
    local = moment.astimezone(names.zone)
    return f"{local:%H:%M:%S}.{local.microsecond // 100_000}"


def begun(text: str) -> str:
    """Write a capital at the beginning, and leave "ERP" as it is."""
    return text[:1].upper() + text[1:]


def spoken(field: str) -> str:
    """Say the name of a field: "delivery day"."""
    return field.replace("_", " ")


def spoken_fields(fields: Iterable[FieldVerdict]) -> str:
    """Say the names of several fields: "total and delivery day"."""
    return joined([spoken(each.field.name) for each in fields])
