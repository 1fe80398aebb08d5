"""What authors of adapters need: the contract of every system, a fake clock, a scripted system.

A test of an adapter, with the system running (a copy of it, or a stand-in):

    from samestory import Subject
    from samestory.testing import check_contract

    def test_the_erp_keeps_the_contract():
        check_contract("landscapes/shop.toml", "erp", Subject("order", "A-1042"))
"""

from samestory.testing.contract import check_contract, examine, examine_contract
from samestory.testing.doubles import FakeClock, ScriptedSystem
from samestory.testing.isolation import isolated, with_this_machine
from samestory.testing.under_test import AnswerKind, ClauseResult, SystemUnderTest

__all__ = [
    "AnswerKind",
    "ClauseResult",
    "FakeClock",
    "ScriptedSystem",
    "SystemUnderTest",
    "check_contract",
    "examine",
    "examine_contract",
    "isolated",
    "with_this_machine",
]
