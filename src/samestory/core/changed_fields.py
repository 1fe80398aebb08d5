"""What of a promise has changed, and which values are old because of that; pure."""

from collections.abc import Iterable, Sequence

from samestory.core.claims import Keeping
from samestory.core.comparison import same
from samestory.core.model import Field, Promise, Unmapped
from samestory.core.prevailing import who_differs
from samestory.core.temporal import USUAL_PATH
from samestory.errors import NothingToCompare


def fields_at_stake(
    keeping: Keeping,
    fields: Iterable[Field],
    promise: Promise,
    only: str = "",
    replaced: Sequence[object] = (),
) -> tuple[str, ...]:
    """Return the names of the fields by which a promise was changed: those that are compared.

    None of them means all. Raise `NothingToCompare` if nothing was replaced that could be told.
    """
    if keeping is Keeping.AS_PROMISED:
        return ()
    about, kind = promise.subject, promise.subject.kind
    if promise.withdrawn:
        raise NothingToCompare(
            f"There should be no {about} ({promise.revisions[-1].what}), so nothing of it can be "
            f"old, or half changed.\n  Ask about the {kind} before that."
        )
    if keeping is Keeping.NEVER_HALF:
        if found := tuple(each.name for each in fields if _has_changed(each, promise)):
            return found
        raise NothingToCompare(
            f"What was promised about {about} has not changed, so nothing can be half changed.\n"
            f"  Let the {kind} be changed before the step that asks."
        )
    [field] = [each for each in fields if each.name == only]
    if not any(older_values(field, promise, replaced)):
        name = only.replace("_", " ")
        raise NothingToCompare(
            f"Nobody has replaced the {name} of {about}, so no old {name} can be told.\n"
            f"  Let the {name} be changed before the step that asks."
        )
    return (only,)


def older_values(
    about: Field, promise: Promise, replaced: Iterable[object]
) -> tuple[list[object], list[object]]:
    """Return the values that were replaced: before it was promised, and by what is promised now.

    None that is the same as what is promised now is among them.
    """
    told = [each.values.get(about.name) for each in promise.revisions]
    now = told[-1]
    if now is None:
        return [], []
    own = [each for each in told if each is not None and not is_as_promised(each, about, now)]
    before = [each for each in replaced if not is_as_promised(each, about, now)]
    return [each for each in before if not is_one_of_these(each, about, own)], own


def _has_changed(about: Field, promise: Promise) -> bool:
    """Whether versions of a promise differ in a field, otherwise than by going its usual way."""
    told = [each for rev in promise.revisions if (each := rev.values.get(about.name)) is not None]
    goes_on = all(each in USUAL_PATH for each in told)
    return not goes_on and any(not is_as_promised(each, about, told[0]) for each in told[1:])


def is_as_promised(value: object, about: Field, promised: object) -> bool:
    """Whether a value is what was promised, within the tolerance; if nothing was, it is."""
    if value is None or isinstance(value, Unmapped):
        return False
    return not who_differs(about, {"": value}, promised, ())[0]


def is_interim(value: object, about: Field, promise: Promise) -> bool:
    """Whether it is a status of no version of a promise, such as one on the way to the newest."""
    if about.kind != "status" or value is None or isinstance(value, Unmapped):
        return False
    told = (each.values.get(about.name) for each in promise.revisions)
    return not is_one_of_these(value, about, [each for each in told if each is not None])


def is_one_of_these(value: object, about: Field, others: Iterable[object]) -> bool:
    """Whether a value is the same as one of some others."""
    if value is None or isinstance(value, Unmapped):
        return False
    return any(same(about.kind, value, each) for each in others)
