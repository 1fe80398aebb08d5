"""What the doctor has found: one thing in a line, with what would fix it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import typer

from samestory.cli.screen import as_json_text, say, screen
from samestory.explain import counted
from samestory.redaction import masked

MARKS = {True: "✓", False: "✗", None: "-"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked; `good` is None if it is only a remark.

    `about` is the name of its system in the landscape; `fix` is what to write there, or to do.
    `untried`: it could not be checked.
    """

    good: bool | None
    what: str
    text: str
    about: str = ""
    fix: str = ""
    untried: bool = False

    def hidden(self, mask: Callable[[str], str]) -> Self:
        """Return it masked; its system stays its system, even if a secret begins like its name."""
        return replace(masked(self, mask), about=self.about)

    @property
    def line(self) -> str:
        """The finding in a line or more, its mark first."""
        fix = f"\n  To fix it: {self.fix}" if self.fix else ""
        return f"{MARKS[self.good]} {self.what}: {self.text}{fix}"

    @property
    def row(self) -> dict[str, Any]:
        """The finding for programs."""
        return {
            "good": self.good,
            "system": self.about or None,
            "what": self.what,
            "text": self.text,
            "fix": self.fix or None,
        }


def healthy(found: Iterable[Finding]) -> bool:
    """Return whether nothing that was found is bad."""
    return all(each.good is not False for each in found)


def print_findings(
    found: Iterable[Finding], called: Mapping[str, str], *, as_json: bool
) -> Sequence[Finding]:
    """Print findings as soon as they are found, below the names of their systems; return them."""
    if as_json:
        known = list(found)
        rows = [each.row for each in known]
        typer.echo(as_json_text({"healthy": healthy(known), "findings": rows}))
        return known
    console = screen()
    printed: list[Finding] = []
    for each in found:
        if each.about != (printed[-1].about if printed else ""):
            say(console)
            if each.about:
                say(console, called[each.about], "bold")
        say(console, each.line, "bold red" if each.good is False else None)
        printed.append(each)
    say(console)
    say(console, _in_short(printed), "bold green" if healthy(printed) else "bold red")
    return printed


def _in_short(found: Sequence[Finding]) -> str:
    if bad := sum(each.good is False for each in found):
        return f"✗ {counted(bad, 'thing')} to fix."
    if untried := sum(each.untried for each in found):
        return f"✓ Nothing to fix in what was checked; {counted(untried, 'thing')} could not be."
    return "✓ Nothing to fix."
