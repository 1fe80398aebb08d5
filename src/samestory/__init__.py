"""samestory asks all systems of a company whether they tell the customer the same story.

Every public name stands in `__all__`. Each is imported when it is first used, so that
`import samestory` is quick.

- **Ask and compare**: `open_landscape` (or `load` and `Witnesses`), `Subject`, `Promise`,
  `Verdict`, `explanation`; `compare` and `converge` for answers and systems of your own.
- **Steps**: `GAP_TYPES`, `gap_type`, `Mention`, `People`, `Story`, `Footprint`, `Customer`,
  `Channel`, `Action`.
- **Page objects**: `ChannelAccess`, `Identity`, `Wish`, `CannotAct`.
- **Adapters**: `System` says what one has to do; `SystemEntry`, `SubjectEntry`, `Guard`,
  `EvidenceStore`, `read_answer`, `filled` and `said` help with it. `Adapter`, with `Words`,
  `QuestionWords`, `BaseUrl`, `Host`, `Number` and `Template`, is what a package registers as an
  entry point of "samestory.adapters". `samestory.testing` checks it.
- **Errors**: one tree, see `samestory.errors`.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from samestory.adapters.evidence_store import EvidenceStore
    from samestory.config import Landscape, load
    from samestory.config.adapter import Adapter, QuestionWords
    from samestory.config.entries import SystemEntry
    from samestory.config.value_types import BaseUrl, Host, Number, Template
    from samestory.config.words import Words
    from samestory.core.agreement import compare
    from samestory.core.claims import Bound
    from samestory.core.comparison import format_value
    from samestory.core.model import (
        Evidence,
        Field,
        Line,
        Money,
        Observation,
        Outcome,
        Promise,
        Revision,
        Subject,
        Unmapped,
        Window,
    )
    from samestory.core.patience import Patience
    from samestory.core.system import Counts, Listens, System, said
    from samestory.core.verdict import FieldVerdict, Look, Verdict
    from samestory.errors import (
        CannotAct,
        CannotAsk,
        CannotKnow,
        CompanyLacks,
        ForbiddenHost,
        LandscapeMistakes,
        NotDueYet,
        NothingToCompare,
        OutcomeUnknown,
        SamestoryError,
        WrongCall,
    )
    from samestory.explain import explanation
    from samestory.extraction.entries import SubjectEntry
    from samestory.extraction.placeholders import filled
    from samestory.extraction.records import read_answer
    from samestory.journeys import (
        Action,
        Channel,
        ChannelAccess,
        Customer,
        Identity,
        Mention,
        PromiseRules,
        Wish,
    )
    from samestory.network.guard import Guard
    from samestory.plugin.footprint import Footprint
    from samestory.plugin.people import People
    from samestory.plugin.phrases import GAP_TYPES, gap_type
    from samestory.plugin.story import Story
    from samestory.polling.convergence import converge
    from samestory.polling.panel import Panel
    from samestory.polling.terms import Clock, SystemClock
    from samestory.redaction import masked
    from samestory.witnesses import Witnesses, open_landscape

    __version__: str

__all__ = [
    "GAP_TYPES",
    "Action",
    "Adapter",
    "BaseUrl",
    "Bound",
    "CannotAct",
    "CannotAsk",
    "CannotKnow",
    "Channel",
    "ChannelAccess",
    "Clock",
    "CompanyLacks",
    "Counts",
    "Customer",
    "Evidence",
    "EvidenceStore",
    "Field",
    "FieldVerdict",
    "Footprint",
    "ForbiddenHost",
    "Guard",
    "Host",
    "Identity",
    "Landscape",
    "LandscapeMistakes",
    "Line",
    "Listens",
    "Look",
    "Mention",
    "Money",
    "NotDueYet",
    "NothingToCompare",
    "Number",
    "Observation",
    "Outcome",
    "OutcomeUnknown",
    "Panel",
    "Patience",
    "People",
    "Promise",
    "PromiseRules",
    "QuestionWords",
    "Revision",
    "SamestoryError",
    "Story",
    "Subject",
    "SubjectEntry",
    "System",
    "SystemClock",
    "SystemEntry",
    "Template",
    "Unmapped",
    "Verdict",
    "Window",
    "Wish",
    "Witnesses",
    "Words",
    "WrongCall",
    "__version__",
    "compare",
    "converge",
    "explanation",
    "filled",
    "format_value",
    "gap_type",
    "load",
    "masked",
    "open_landscape",
    "read_answer",
    "said",
]

_MODULES = {
    "adapters.evidence_store": "EvidenceStore",
    "config": "Landscape load",
    "config.adapter": "Adapter QuestionWords",
    "config.entries": "SystemEntry",
    "config.value_types": "BaseUrl Host Number Template",
    "config.words": "Words",
    "core.agreement": "compare",
    "core.comparison": "format_value",
    "core.model": (
        "Evidence Field Line Money Observation Outcome Promise Revision Subject Unmapped Window"
    ),
    "core.verdict": "FieldVerdict Look Verdict",
    "core.patience": "Patience",
    "core.system": "Counts Listens System said",
    "core.claims": "Bound",
    "errors": (
        "CannotAct CannotAsk CannotKnow CompanyLacks ForbiddenHost LandscapeMistakes NotDueYet "
        "NothingToCompare OutcomeUnknown SamestoryError WrongCall"
    ),
    "explain": "explanation",
    "extraction.entries": "SubjectEntry",
    "extraction.placeholders": "filled",
    "extraction.records": "read_answer",
    "journeys": "Action Channel ChannelAccess Customer Identity Mention PromiseRules Wish",
    "network.guard": "Guard",
    "plugin.footprint": "Footprint",
    "plugin.people": "People",
    "plugin.phrases": "GAP_TYPES gap_type",
    "plugin.story": "Story",
    "polling.convergence": "converge",
    "polling.panel": "Panel",
    "polling.terms": "Clock SystemClock",
    "redaction": "masked",
    "witnesses": "Witnesses open_landscape",
}
"""By module, the names that are imported from it: what type checkers read above."""

_MODULE_OF = {name: module for module, names in _MODULES.items() for name in names.split()}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used (PEP 562)."""
    if name == "__version__":
        from importlib.metadata import version  # noqa: PLC0415 - reads files; most never ask

        return version("samestory")
    if name not in _MODULE_OF:
        raise AttributeError(f"module 'samestory' has no attribute {name!r}")
    found: object = getattr(import_module(f"samestory.{_MODULE_OF[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
