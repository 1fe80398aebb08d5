"""How the timeline looks: a shape for every outcome, and its colours on light and dark paper."""

from __future__ import annotations

from samestory.core.model import Outcome
from samestory.report.outcome_styles import SIGNS

SHAPES = {
    Outcome.AGREED: "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z",
    Outcome.CONTRADICTED: "M-5 -3l2 -2l3 3l3 -3l2 2l-3 3l3 3l-2 2l-3 -3l-3 3l-2 -2l3 -3z",
    Outcome.ABSENT: "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0zM-3 0a3 3 0 1 1 6 0a3 3 0 1 1 -6 0z",
    Outcome.UNREACHABLE: "M0 -5.5l5.5 10h-11z",
    Outcome.UNMAPPED: "M-4.5 -4.5h9v9h-9z",
    Outcome.PENDING: "M0 -6l6 6l-6 6l-6 -6z",
}
"""One shape per outcome around the origin, so that colour is never the only difference."""


def _colours(side: str) -> str:
    """The CSS of every outcome for light or dark paper."""
    rules = (
        f".samestory-{each}{{fill:{colour};stroke:{colour}}}"
        f".samestory-word-{each}{{fill:{colour}!important}}"
        for each, sign in SIGNS.items()
        for colour in [sign.light if side == "light" else sign.dark]
    )
    return "".join(rules)


STYLE = (
    ".samestory-timeline text{font:12px system-ui,sans-serif;fill:#1d2127}"
    ".samestory-timeline .samestory-title{font-weight:600;font-size:13px}"
    ".samestory-timeline .samestory-faint,.samestory-timeline .samestory-tick{fill:#5c5f66;"
    "font-size:11px}"
    ".samestory-timeline .samestory-tick{text-anchor:middle}"
    ".samestory-paper{fill:#fff}.samestory-grid{stroke:#e3e5e8}"
    ".samestory-promise{stroke:#2a62a6;stroke-dasharray:2 3}.samestory-flag{fill:#2a62a6}"
    ".samestory-deadline{stroke:#1d2127;fill:none;stroke-width:1.2}"
    ".samestory-settling{fill:#1f7a4d;fill-opacity:.12}"
    ".samestory-track{stroke-width:2;stroke-opacity:.45}"
    ".samestory-mark{stroke-width:.6;fill-rule:evenodd}"
    + _colours("light")
    + "@media screen and (prefers-color-scheme:dark){"
    ".samestory-timeline text{fill:#e6e8eb}"
    ".samestory-timeline .samestory-faint,.samestory-timeline .samestory-tick{fill:#a9adb5}"
    ".samestory-paper{fill:#16191d}.samestory-grid{stroke:#32373e}"
    ".samestory-promise{stroke:#7fb0ea}.samestory-flag{fill:#7fb0ea}"
    ".samestory-deadline{stroke:#e6e8eb}" + _colours("dark") + "}"
)
