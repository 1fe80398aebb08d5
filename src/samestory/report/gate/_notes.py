"""What stays visible although it stops nothing: mutes, what is known, what comes and goes."""

from collections.abc import Iterator

from samestory.explain import counted, joined
from samestory.report.gate._case import GateCase, day, first_few
from samestory.report.mutes import MuteState, MuteUse


def muted_lines(case: GateCase) -> Iterator[str]:
    """Yield a line for each contradiction that is muted, with its reason, owner and date."""
    titles = {each.key: each.title for each in case.causes}
    for state in case.mutes:
        if state.use is MuteUse.MUTED:
            for key, nodes in state.covered.items():
                where = counted(len(nodes), "scenario")
                yield f"Muted: {titles[key]} ({where}): {state.mute.line}\n    {key}"


def notes(case: GateCase, *, new_only: bool) -> Iterator[str]:
    """Yield what a person should know of mutes, of what comes and goes, and of what is open."""
    yield from filter(None, map(_mute_note, case.mutes))
    if new_only:
        yield from _known_lines(case)
    for each in case.changes.flapping:
        now = "there again" if each.key in case.changes.causes else "not seen this time"
        yield f"Flapping: {each.title} comes and goes, and is {now}."
    release = case.changes.since_release
    if release and release.unseen:
        titles = joined([each.title for each in release.unseen])
        yield f"Not looked at again, and so not known to be fixed: {titles}."
    for result, words in (("deferred", "not due yet"), ("skipped", "skipped")):
        if count := case.results[result]:
            yield f"{counted(count, 'scenario')} {'is' if count == 1 else 'are'} {words}."
    if retried := case.agreed_later:
        scenarios = counted(len(retried), "scenario")
        yield f"{scenarios} agreed only at a later attempt:{first_few(retried)}"


def _mute_note(state: MuteState) -> str:
    mute = state.mute
    if state.use is MuteUse.EXPIRED:
        return (
            f"The mute of {mute.what} has expired on {mute.until}, so it counts "
            f"again ({mute.owner}: {mute.reason})."
        )
    if state.use is MuteUse.NOTHING:
        hint = f" {state.hint.strip()}" if state.hint else ""
        return f"The mute of {mute.what} matches nothing in this run: correct or remove it.{hint}"
    if state.use is MuteUse.UNKNOWN:
        return f"The mute of {mute.what} does nothing: what is inconclusive cannot be muted."
    return ""


def _known_lines(case: GateCase) -> Iterator[str]:
    release = case.changes.since_release
    if release is None:
        yield (
            "The history holds no earlier release of this landscape, so every contradiction counts "
            f"as new. Mark one: {case.report('--release')}"
        )
        return
    for each in release.still:
        if each.differs:
            yield (
                f"Known since the release {release.against.name}: {each.title} "
                f"({counted(len(each.scenarios), 'scenario')}, since {day(each.since)})."
            )
