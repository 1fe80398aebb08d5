"""What later questions need out of an answer on the way, and what to say if it is not there."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from jmespath.exceptions import JMESPathError

from samestory.adapters.http.error_bodies import complaint
from samestory.adapters.http.messages import Reply
from samestory.core.model import table_of
from samestory.errors import CannotAsk
from samestory.extraction.entries import Header, Hop
from samestory.extraction.paths import PathNotFound, is_there, require_record_path, value_at
from samestory.extraction.placeholders import harm_in
from samestory.extraction.records import NO_SUCH_HOP, NoSuchPlace
from samestory.redaction import MASK


def take(
    hop: Hop, said: object, reply: Reply, *, is_secret: bool = False
) -> dict[str, object] | None:
    """What later questions need out of an answer, None if it holds nothing of the kind.

    Raises `NoSuchPlace` for an answer of another shape, `CannotAsk` for what cannot be asked with.
    """
    found: dict[str, object] = {}
    for name, place in hop.take.items():
        value = _in_header(place, reply) if isinstance(place, Header) else _at(place, said, hop)
        if value is None or value in ("", []):
            return None
        if problem := _problem(value):
            hidden = is_secret and isinstance(value, str | list | Mapping)
            shown = MASK if hidden else repr(str(value)[:80])
            raise CannotAsk(f"it tells {shown} as {name}, which {problem}")
        found[name] = _written(value)
    return found


def _in_header(place: Header, reply: Reply) -> str | None:
    """What stands in a header, whose name is found in any case."""
    return {name.lower(): said for name, said in reply.headers.items()}.get(place.name.lower())


def _at(path: str, said: object, hop: Hop) -> Any:
    try:
        require_record_path(path, said)
        found = value_at(path, said)
    except (PathNotFound, JMESPathError) as error:
        raise NoSuchPlace(NO_SUCH_HOP, hop.where) from error
    if found is None and not is_there(path, said):
        raise NoSuchPlace(NO_SUCH_HOP, hop.where)
    return found


def _problem(value: object) -> str | None:
    """Why nothing can be asked with a value, or with a member of it; None if it can."""
    if isinstance(value, list):
        return next(filter(None, map(_problem, value)), None)
    if isinstance(value, str):
        return harm_in(value)
    is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    return None if is_number else "nothing can be asked with"


def _written(value: Any) -> object:
    """The value as a question writes it: a number without an exponent."""
    if isinstance(value, list):
        return [_written(each) for each in value]
    return f"{value:f}" if isinstance(value, Decimal) else value


def takes_headers_alone(hop: Hop) -> bool:
    """Whether no document is needed of an answer."""
    return bool(hop.take) and all(isinstance(each, Header) for each in hop.take.values())


def takes_no_header(why: str, hop: Hop, name: str) -> str:
    """What to say of a login that tells in a header what is looked for elsewhere."""
    [*_, blank] = hop.take or ["session"]
    return (
        f"{why}; if its header {name} tells the session, write "
        f'take = {{ {blank} = {{ header = "{name}" }} }} in {table_of(hop.where)}'
    )


def gives_nothing(hop: Hop, reply: Reply) -> str:
    """What to say of an answer that lacks what later questions need, and is about no subject."""
    if found := complaint(reply.document):
        return f"it answered with {found}; if it is one, write {found.fix} in {table_of(hop.where)}"
    return f"its answer to {hop.name!r} gives no {' and no '.join(hop.take)} to ask on with"
