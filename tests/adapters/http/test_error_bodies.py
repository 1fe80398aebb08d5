"""Errors in the body of an answer whose state is OK."""

from __future__ import annotations

import tomllib

import pytest

from samestory.adapters.http.error_bodies import complaint, named_error
from samestory.extraction.paths import value_at


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ({"error": "bad key"}, "error"),
        ({"error": {"message": "bad key", "code": 7}}, "error.message"),
        ({"error": {"code": 7}}, "error"),
        ({"errors": ["bad key"]}, "errors[0]"),
        ({"errors": [{"detail": "bad key"}], "data": None}, "errors[0].detail"),
        ({"success": False, "message": "bad key", "data": {}}, "success == `false` && message"),
        ({"status": "error", "message": "bad key"}, "status == 'error' && message"),
        ({"result": "FAIL", "reason": "bad key"}, "result == 'FAIL' && reason"),
        ({"message": "bad key"}, "message"),
        ({"code": 401, "msg": "bad key"}, "msg"),
        ({"Error": {"Message": "bad key"}}, "Error.Message"),
        ({"ErrorMessage": "bad key"}, "ErrorMessage"),
        ({"fejl": {"kode": 9, "tekst": "bad key"}, "data": None}, "fejl.tekst"),
        ({"Success": False, "Message": "bad key"}, "Success == `false` && Message"),
    ],
)
def test_the_line_finds_what_it_was_made_from(document: dict[str, object], path: str):
    """And nothing in an answer that is well."""
    found = complaint(document)
    assert found is not None

    assert path == found.path
    assert found.said == value_at(path, document)
    well = {"success": True, "status": "open", "result": "OK", "error": None, "errors": []}
    assert not value_at(path, well)


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        {},
        ["error"],
        "error",
        {"error": None},
        {"error": "none"},
        {"errors": []},
        {"message": "success", "code": 0},
        {"number": "A-1", "message": "Leave it at the door", "lines": []},
        {"success": True, "orders": []},
        {"status": "placed", "total": "89.00"},
    ],
)
def test_what_is_no_error_is_not_taken_for_one(document: object):
    """A note to a courier is none either."""
    assert complaint(document) is None


@pytest.mark.parametrize(
    "document",
    [
        {"error": "it's not there", "order": None},
        {"success": False, "message": "it's not there", "order": None},
    ],
)
def test_a_system_that_says_no_such_record_by_an_error_can_be_described(
    document: dict[str, object],
):
    """The second line that is proposed is TOML, and lets this error pass, and no other."""
    found = named_error(document)
    assert found is not None
    lines = found.fix_of_absence.removesuffix(" if this says that there is no such record")
    first, second = (tomllib.loads(line)["error"] for line in lines.split(", or "))
    other = {name: "busy" if isinstance(said, str) else said for name, said in document.items()}

    assert value_at(first, document)
    assert not value_at(second, document)
    assert "busy" == value_at(second, other)
