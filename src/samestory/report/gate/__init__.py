"""Decides a release: go, or every reason why not, each with its fix; pure.

Only a record of a whole run that is whole itself can say go. What is missing from it (a shard, a
line, a verdict, the end) is a reason by itself, whatever the rest says.
"""

from samestory.report.gate._case import GateAnswer, GateCase, GateRules, Refusal, span_in_words
from samestory.report.gate._notes import muted_lines, notes
from samestory.report.gate._record import record_refusals, same_landscape
from samestory.report.gate._results import result_refusals, sight_refusals, time_refusals

__all__ = [
    "GateAnswer",
    "GateCase",
    "GateRules",
    "Refusal",
    "judge",
    "same_landscape",
    "span_in_words",
]


def judge(case: GateCase, rules: GateRules) -> GateAnswer:
    """Return the decision on a release."""
    refusals = [*record_refusals(case, rules)]
    if not refusals or case.summary.scenarios:
        refusals += [*result_refusals(case, rules), *time_refusals(case, rules)]
        refusals += sight_refusals(case, rules)
    return GateAnswer(
        tuple(refusals), tuple(muted_lines(case)), tuple(notes(case, new_only=rules.new_only))
    )
