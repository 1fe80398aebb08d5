"""What later questions need out of an answer on the way, and the sessions that logins gave."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from jmespath.exceptions import JMESPathError

from samestory.adapters.http.error_bodies import complaint
from samestory.adapters.http.messages import Reply
from samestory.core.model import table_at
from samestory.errors import CannotAsk
from samestory.extraction.entries import Header, Hop
from samestory.extraction.paths import is_there, require_record_path, value_at
from samestory.extraction.placeholders import harm_in
from samestory.extraction.records import NO_SUCH_HOP, NoSuchPlace
from samestory.extraction.strict_jmespath import PathNotFound
from samestory.redaction import MASK


@dataclass(frozen=True, slots=True)
class Step:
    """What a question on the way answered, and what was taken out of it."""

    said: object
    taken: Mapping[str, object]


@dataclass(slots=True)
class Sessions:
    """What logins gave, kept from look to look, and begun again only when it may have ended."""

    _kept: dict[str, Step] = field(default_factory=dict)
    is_fresh: bool = False
    """Whether one was begun in this look."""

    def of(self, hop: Hop) -> Step | None:
        """Return the session that a login began, None if it has not been asked yet."""
        return self._kept.get(_session_key(hop))

    def keep(self, hop: Hop, session: Step) -> None:
        """Use this session from now on."""
        self._kept[_session_key(hop)] = session
        self.is_fresh = True

    def clear(self) -> None:
        """Log in again when it is needed."""
        self._kept.clear()

    def renew(self) -> bool:
        """Forget the sessions of an earlier look, for they may have ended; False if none is."""
        if self.is_fresh or not self._kept:
            return False
        self.clear()
        return True


def _session_key(hop: Hop) -> str:
    return repr((dict(hop.question.find), dict(hop.take)))


def take(
    hop: Hop, said: object, reply: Reply, *, is_secret: bool = False
) -> dict[str, object] | None:
    """Return what later questions need out of an answer, None if it holds nothing of the kind.

    Raise `NoSuchPlace` for an answer of another shape, `CannotAsk` for an unusable value.
    """
    found: dict[str, object] = {}
    for name, place in hop.take.items():
        value = _in_header(place, reply) if isinstance(place, Header) else _at(place, said, hop)
        if value is None or value in ("", []):
            return None
        if problem := _problem(value):
            hidden = is_secret and isinstance(value, str | list | Mapping)
            shown = MASK if hidden else repr(str(value)[:80])
            raise CannotAsk(f"it gives {shown} as {name}, which {problem}")
        found[name] = _as_text(value)
    return found


def _in_header(place: Header, reply: Reply) -> str | None:
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
    """Return why a value, or a member of it, is unusable in a question; None if it is usable."""
    if isinstance(value, list):
        return next(filter(None, map(_problem, value)), None)
    if isinstance(value, str):
        return harm_in(value)
    is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    return None if is_number else "no question can hold"


def _as_text(value: Any) -> object:
    """Return the value as a question writes it: a number without an exponent."""
    if isinstance(value, list):
        return [_as_text(each) for each in value]
    return f"{value:f}" if isinstance(value, Decimal) else value


def takes_headers_alone(hop: Hop) -> bool:
    """Whether everything taken stands in headers, so that no document is needed."""
    return bool(hop.take) and all(isinstance(each, Header) for each in hop.take.values())


def takes_no_header(why: str, hop: Hop, name: str) -> str:
    """Return an error about a login whose session seems to stand in a header instead."""
    [*_, placeholder] = hop.take or ["session"]
    return (
        f"{why}; if its header {name} holds the session, write "
        f'take = {{ {placeholder} = {{ header = "{name}" }} }} in {table_at(hop.where)}'
    )


def gives_nothing(hop: Hop, reply: Reply) -> str:
    """Return an error about an answer that lacks what later questions need."""
    if found := complaint(reply.document):
        return f"it answered with {found}; if it is one, write {found.fix} in {table_at(hop.where)}"
    return f"its answer to {hop.name!r} gives no {' and no '.join(hop.take)} to ask on with"
