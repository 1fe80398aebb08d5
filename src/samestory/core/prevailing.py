"""What counts among different values: what was promised, what the authority says, what prevails."""

from collections.abc import Callable, Collection, Mapping, Sequence

from samestory.core.comparison import Kind, essence, kind_called
from samestory.core.model import Field

Group = dict[str | None, object]
"""The systems (None: the promise) that tell the same, and the essence of what they tell."""
Fit = Callable[[object, object], bool]


def who_differs(
    about: Field, told: Mapping[str, object], promised: object | None, not_due: Collection[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """Name the systems that do not tell what counts: beyond the tolerance, and within it.

    What counts is what was promised, or else what the authority tells, or else what prevails. On
    a tie only those are right that no other contradicts. Systems that are not due have a say
    only among themselves.
    """
    how = kind_called(about.kind)
    words: Group = {system: essence(how, value) for system, value in told.items()}
    if promised is not None:
        words[None] = essence(how, promised)
    due = {voter: word for voter, word in words.items() if voter not in not_due} or words
    anchor = None if None in due else about.authority
    prevailing = _prevailing(how, due, anchor)
    others: Group = {system: words[system] for system in told if system not in prevailing}
    fit = _within(about, how)
    apart = _apart(fit, others, prevailing or due, not_due)
    if anchor not in due:
        near = {each for each in others if each not in apart and each not in not_due}
        apart |= _torn(fit, {each: others[each] for each in near})
    exactly = _apart(how.fit, others, prevailing or due, not_due)
    return apart, exactly - apart


def _within(about: Field, how: Kind) -> Fit:
    """Let essences fit that are the same, or no further apart than the tolerance."""
    if (tolerance := about.tolerance) is None:
        return how.fit
    return lambda left, right: how.fit(left, right) or tolerance.covers(left, right)


def _apart(fit: Fit, others: Group, right: Group, not_due: Collection[str]) -> frozenset[str]:
    right = dict(right)
    apart = set()
    for system, word in others.items():
        if not _fits(fit, word, right):
            apart.add(system)
        elif system in not_due:
            right[system] = word
    return frozenset(each for each in apart if each is not None)


def _torn(fit: Fit, near: Group) -> frozenset[str]:
    """Name those that are close enough to what prevails, and too far from each other.

    Nobody has said what is right, so the whole spread has to be within the tolerance.
    """
    torn = (name for name, word in near.items() if not _fits(fit, word, near))
    return frozenset(each for each in torn if each is not None)


def _prevailing(how: Kind, voters: Group, anchor: str | None) -> Group:
    """Find those who tell what the anchor tells, or else what prevails; none on a tie.

    A value that leaves details open (lines without prices) may fit into groups that contradict
    each other; then it has no vote among them.
    """
    groups: list[Group] = []
    for voter in sorted(voters, key=lambda each: -how.detail(voters[each])):
        fitting = [group for group in groups if _fits(how.fit, voters[voter], group)]
        if not fitting:
            groups.append({voter: voters[voter]})
        elif len(fitting) == 1:
            fitting[0][voter] = voters[voter]
    return _largest(_anchored(how, groups, voters, anchor))


def _fits(fit: Fit, word: object, group: Group) -> bool:
    return all(fit(word, each) for each in group.values())


def _anchored(
    how: Kind, groups: Sequence[Group], voters: Group, anchor: str | None
) -> Sequence[Group]:
    """Keep the groups that tell what the anchor tells: the promise (None), or the authority."""
    if anchor not in voters:
        return groups
    holding = [group for group in groups if anchor in group]
    return holding or [group for group in groups if _fits(how.fit, voters[anchor], group)]


def _largest(groups: Sequence[Group]) -> Group:
    most = max((len(group) for group in groups), default=0)
    largest = [group for group in groups if len(group) == most]
    return largest[0] if len(largest) == 1 else {}
