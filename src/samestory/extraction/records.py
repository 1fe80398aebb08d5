"""From an answer to its record, and to the values that are compared."""

from datetime import tzinfo

from jmespath.exceptions import JMESPathError

from samestory.core.model import Unmapped
from samestory.extraction.entries import SubjectEntry
from samestory.extraction.paths import (
    is_condition,
    is_there,
    require_path,
    require_record_path,
    value_at,
)
from samestory.extraction.strict_jmespath import PathNotFound, PathUnreadable
from samestory.extraction.values import brief, read_values

NO_SUCH_RECORD = "the landscape's record path does not exist in this answer"
ANY_ANSWER = "nothing that the landscape's record path names is in this answer"
NO_SUCH_FIELDS = "none of the landscape's fields exists in this answer"
OTHER_SHAPES = frozenset({NO_SUCH_RECORD, ANY_ANSWER, NO_SUCH_FIELDS})
"""Said of all fields of an answer in which the landscape finds nothing of a record."""
NO_SUCH_HOP = "what the landscape takes out of an earlier answer does not exist there"


class NoSuchPlace(LookupError):
    """An answer has another shape than the landscape expects; `where` is the table to fix."""

    def __init__(self, why: str, where: str) -> None:
        super().__init__(why)
        self.why = why
        self.where = where


def read_answer(
    document: object, entry: SubjectEntry, zone: tzinfo, *, key: str | None = None
) -> dict[str, object] | None:
    """Return every field of the record in an answer, or None if it says that there is none.

    An answer says so by null or false in the record's place, or by an empty list if the landscape
    looks into a list. An answer of another shape, such as a notice of maintenance, says nothing
    about the record: every field is `Unmapped` then, as it is if the record could not be read, or
    has another key than the `key` that was asked for.
    """
    if document is None:
        return None
    try:
        record = find_record(document, entry)
        if record is None or record is False:
            return None
        is_empty = record in ("", [], {})
        if not is_empty and key is not None:
            _check_key(record, entry, key)
    except NoSuchPlace as error:
        return unmapped(entry, error.why, error.where)
    if all(_is_missing(each.place, record, is_empty=is_empty) for each in entry.fields.values()):
        return unmapped(entry, NO_SUCH_FIELDS, None)
    return None if is_empty else read_values(record, entry, zone)


def find_record(document: object, entry: SubjectEntry) -> object:
    """Return what stands in the record's place; raise `NoSuchPlace` if there is no such place."""
    path = "@" if entry.record is None else entry.record
    where = f"{entry.where} record"
    try:
        require_record_path(path, document)
        found = value_at(path, document)
    except PathUnreadable as unread:
        raise NoSuchPlace(unread.why, "") from unread
    except (PathNotFound, JMESPathError) as error:
        why = error.why if isinstance(error, PathNotFound) else ""
        raise NoSuchPlace(why or NO_SUCH_RECORD, where) from error
    if not found and not is_there(path, document):
        raise NoSuchPlace(ANY_ANSWER, where)
    return None if found == [] and is_condition(path) else found


def unmapped(entry: SubjectEntry, why: str, where: str | None) -> dict[str, object]:
    """Return every field unmapped for one reason; `where` is what to fix, None: each field's."""
    places = {name: each.where if where is None else where for name, each in entry.fields.items()}
    return {name: Unmapped(why, place) for name, place in places.items()}


def _is_missing(path: str, record: object, *, is_empty: bool) -> bool:
    """Whether nothing that the path expects is there.

    An empty record must be one that the path can look into: an empty list is no order.
    """
    try:
        (require_record_path if is_empty else require_path)(path, record)
    except PathNotFound as error:
        return not error.why
    except JMESPathError:
        return False
    return not is_there(path, record)


def _check_key(record: object, entry: SubjectEntry, key: str) -> None:
    try:
        other = _wrong_key(record, entry, key)
    except PathUnreadable as unread:
        raise NoSuchPlace(unread.why, "") from unread
    if other is not None:
        raise NoSuchPlace(other, f"{entry.where} key")


def _wrong_key(record: object, entry: SubjectEntry, key: str) -> str | None:
    """Return what is wrong with the key of a record, or of one of several; None if nothing is.

    Raise `PathUnreadable` if it could not be read.
    """
    if entry.key is None:
        return None
    try:
        _readable(entry.key, record)
        found = value_at(entry.key, record)
    except JMESPathError as error:
        return str(error)
    keys = found if isinstance(found, list) else [found]
    other = next((each for each in keys if plainly(each) != plainly(key)), key)
    if other in (None, "", {}) or other is False:
        return f"it does not say whether it is {key}"
    return None if other is key else f"it says {brief(other)} instead of {key}"


def _readable(path: str, record: object) -> None:
    try:
        require_path(path, record)
    except PathUnreadable:
        raise
    except PathNotFound:
        return


def plainly(said: object) -> str:
    """Return a text without case and space, in which people and systems differ."""
    return "".join(str(said).split()).casefold()
