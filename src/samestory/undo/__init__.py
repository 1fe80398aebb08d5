"""Takes back what a run made: found by its ledger, asked about before and afterwards."""

from samestory.undo.engine import Hands, Undoing
from samestory.undo.results import End, Result, exit_of_undo
from samestory.undo.things import Plan, Thing, plan_undo

__all__ = ["End", "Hands", "Plan", "Result", "Thing", "Undoing", "exit_of_undo", "plan_undo"]
