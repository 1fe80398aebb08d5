"""The words of the tables `[undo.KIND]`: how what a run made is taken back."""

from typing import Any

from samestory.config.value_types import PathFromRoot
from samestory.config.words import Words, word


class RequestWords(Words):
    """A table `request`: what is sent to take something back."""

    method: str = word("How it is sent.", "POST")
    path: PathFromRoot = word("Where to.", "/cases/{key}/close")
    query: dict[str, str] | None = word("The parameters of the address.", default=None)
    body: Any = word("A document that is sent as JSON.", default=None)
    form: dict[str, str] | None = word("What is sent as a form of a page is.", default=None)


class UndoWayTable(Words):
    """One of the `ways` of a table `[undo.KIND]`."""

    channel: str = word("The channel through which it is taken back.", "agent", default="")
    action: str = word(
        "The method of its page objects, which is called with the key.", "cancel_order", default=""
    )
    system: str = word("The system that is sent a request instead.", "crm", default="")
    request: Any = word(
        "The request: a text, or a table with `method`, `path` and what else is sent.",
        "DELETE /customers/{key}",
        default=None,
    )
    cannot: str = word(
        "Why nobody can take it back.", "a mail that was sent cannot be called back", default=""
    )
    when: dict[str, Any] = word(
        "What a system has to say for this way to be the right one.",
        {"status": ["shipped", "delivered"]},
        default={},
    )


class UndoTable(UndoWayTable):
    """A table `[undo.KIND]`: how what a run made of this kind is taken back."""

    ways: tuple[Any, ...] = word(
        "Several ways; the first whose `when` is true is taken.",
        [{"when": {"status": "shipped"}, "channel": "shop", "action": "send_back"}],
        default=(),
    )
    unless: dict[str, Any] = word(
        "What the systems say if there is nothing to take back, or nothing any more.",
        {"status": "cancelled"},
        default={},
    )
    made_by: tuple[str, ...] = word(
        "The actions that make such a thing without a promise of this kind.",
        ["shop.register"],
        default=(),
    )
    found_by: str = word(
        "The kind of subject whose `numbers` are found by her mail address; the plural of this "
        "kind, unless said otherwise.",
        "orders",
        default="",
    )
    asked: tuple[str, ...] = word(
        "The systems that say how it stands; without any, all that tell the fields of `unless`.",
        ["crm", "erp"],
        default=(),
    )
    keeps: dict[str, str] = word(
        "What a system keeps of it all the same, and why.",
        {"erp": "the books keep every document"},
        default={},
    )


class UndoWords(Words):
    """The words of `[undo]` itself, beside one table for each kind of subject."""

    leaves_nothing: tuple[str, ...] = word(
        "The actions that leave nothing that could be taken back.", ["shop.log_out"], default=()
    )
