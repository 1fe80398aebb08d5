"""Who stands how in one verdict or one timeline: who lags, who fails, who was right before."""

from collections.abc import Iterable

from samestory.core.verdict import FieldVerdict, Look, Verdict


def laggards(verdict: Verdict) -> frozenset[str]:
    """Name the systems that a later look could bring round, and that are expected to come.

    Not those of which the landscape knows none of the fields: waiting teaches it nothing.
    """
    return _union(each.laggards - each.pending - _strangers(each) for each in verdict)


def failing(verdict: Verdict) -> frozenset[str]:
    """Name the systems that say something else, or nothing."""
    return _union(each.apart | each.silent for each in verdict)


def unreachable(verdict: Verdict) -> frozenset[str]:
    """Name the systems that could not be asked."""
    return _union(each.unreachable for each in verdict)


def rivals(name: str, verdict: Verdict) -> frozenset[str]:
    """Name those who tell a field on which this system is apart and nothing was promised.

    Any of them may be the one that has to follow.
    """
    if verdict.before:
        return frozenset()
    contested = (each for each in verdict if name in each.apart and each.promised is None)
    return _union(frozenset(each.said) - each.pending for each in contested)


def once_right(timeline: Iterable[Look]) -> frozenset[str]:
    """Name those who told everything rightly in at least one look."""
    return _union(
        frozenset(look.verdict.systems) - _union(each.laggards for each in look.verdict)
        for look in timeline
    )


def _strangers(of: FieldVerdict) -> frozenset[str]:
    return frozenset(name for name, word in of.unmapped.items() if not word.code)


def _union(groups: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*groups)
