"""A slip in the newer words of a landscape: all of them at once, each with its fix."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.config.files import GUARD, mistakes, read

SYSTEM = """
[systems.crm]
adapter  = "http"
base_url = "http://127.0.0.1"
[systems.crm.order]
find  = "/orders/{key}"
email = "email"
"""


@pytest.mark.parametrize(
    ("rules", "fact", "fix"),
    [
        (
            '[subjects.visit]\nslot = "windw"\n[tolerance.visit]\nslot = "1 min"\n',
            "[subjects.visit]: unknown kind of comparison 'windw'.",
            "Did you mean 'window'? Known kinds of comparison: address, count,",
        ),
        (
            '[subjects.visit]\nname = { kind = "text", entered = "nam" }\n',
            "[subjects.visit.name]: unknown fact about a customer 'nam'.",
            "Did you mean 'name'? Known facts about a customer: address, email, name, phone.",
        ),
        (
            '[subjects.visit]\nshown = { kind = "count", unsaid = "visit" }\nvisits = "count"\n',
            "[subjects.visit.shown]: unknown field 'visit'.",
            "Did you mean 'visits'? Known fields: shown, visits.",
        ),
        (
            '[subjects.receipt]\nkey = "ordr"\ncount = "count"\n',
            "[subjects.receipt]: unknown key of a promise 'ordr'.",
            "Did you mean 'order'? Known keys of a promise: amended confirmation,",
        ),
        (
            '[channels.agent]\nbase_url = "http://127.0.0.1"\nsystem = "cmr"\n',
            "[channels.agent]: unknown system 'cmr'.",
            "Did you mean 'crm'? Known systems: crm.",
        ),
        (
            '[channels.shop]\nbase_url = "http://127.0.0.1"\ncommits = ["checkout"]\n',
            "[channels.shop]: 'commits' holds 'checkout', which is no path.",
            'Begin it with a slash: commits = ["/checkout"]',
        ),
        (
            '[undo.order]\nsystem = "cmr"\nrequest = "DELETE /orders/{key}"\n',
            "[undo.order]: unknown system that takes requests 'cmr'.",
            "Did you mean 'crm'? Known: crm.",
        ),
        (
            '[undo.order]\nsystem = "crm"\nrequest = "DELETE /orders/{kay}"\n',
            "[undo.order]: unknown placeholder {kay} in '/orders/{kay}'.",
            "Did you mean 'key'?",
        ),
        (
            '[undo.order]\nsystem = "crm"\nrequest = "ERASE /orders/{key}"\n',
            "[undo.order]: unknown method of a request 'ERASE'.",
            "Known: DELETE, PATCH, POST, PUT.",
        ),
        (
            '[undo.order]\nunless = { status = "cancelled" }\n',
            "[undo.order]: no way is said.",
            "Write one of: channel",
        ),
        (
            '[undo.order]\ncannot = "no"\nunless = { statsu = "cancelled" }\n',
            "[undo.order]: unknown field in 'unless' 'statsu'.",
            "Did you mean 'status'?",
        ),
        (
            '[undo]\nleaves_nothing = ["shp.log_out"]\n[channels.shop]\nbase_url = "http://127.0.0.1"\n',
            "[undo]: unknown channel 'shp'.",
            "Did you mean 'shop'? Known: shop.",
        ),
        (
            '[footprint]\nkinds = ["ordrs"]\n',
            "[footprint]: unknown kind of subject of a customer 'ordrs'.",
            "Did you mean 'orders'? Known kinds of subject of a customer: customer,",
        ),
    ],
)
def test_a_slip_is_one_mistake_with_its_fix(tmp_path: Path, rules: str, fact: str, fix: str):
    """No other line is called wrong because of it."""
    [found] = mistakes(tmp_path, f"{GUARD}{rules}{SYSTEM}")

    assert fact in found
    assert fix in found


def test_a_channel_may_speak_for_a_system_that_the_company_lacks(tmp_path: Path):
    """What is said there can still be read by its steps."""
    rules = '[lacks]\ntelephone = "nobody calls"\n[channels.line]\nsystem = "telephone"\n'
    text = f'{GUARD}{rules}base_url = "http://127.0.0.1"\n{SYSTEM}'

    assert "telephone" == read(tmp_path, text).channels["line"].system
