"""Which judgements of a bundle are meant by `--only`."""

from collections.abc import Iterable

from samestory.errors import WrongCall
from samestory.report.bundle.judgement_lines import RecordedJudgement


def meant_by(only: str | None, judgements: Iterable[RecordedJudgement]) -> list[RecordedJudgement]:
    """Return the judgements of a @tag, of an outcome, or with these words in where they belong.

    Raise `WrongCall` if there are judgements, and none of them is meant.
    """
    every = list(judgements)
    if not only:
        return every
    found = [each for each in every if _is_meant(only, each)]
    if every and not found:
        scenarios = dict.fromkeys(each.scenario.scenario for each in every)
        more = len(scenarios) - 8
        named = "\n".join(f"    {each}" for each in [*scenarios][:8])
        named += f"\n    and {more} more" if more > 0 else ""
        raise WrongCall(
            f"No verdict of this bundle is meant by '{only}'.\n  Its scenarios are:\n{named}"
        )
    return found


def _is_meant(only: str, judgement: RecordedJudgement) -> bool:
    scenario, word = judgement.scenario, only.casefold()
    if only.startswith("@"):
        return only[1:] in scenario.tags
    told = [scenario.nodeid, scenario.id, scenario.journey, scenario.rule or "", scenario.scenario]
    told += [str(judgement.subject), str(judgement.conclusion.outcome), judgement.rule]
    return any(word in each.casefold() for each in told)
