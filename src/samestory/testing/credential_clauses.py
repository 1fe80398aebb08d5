"""The clause about credentials: a refusal must not be read as "no such record"."""

from dataclasses import is_dataclass, replace
from secrets import token_hex
from typing import Any

from samestory.config.entries import Auth, SystemEntry
from samestory.core.model import Observation, Unmapped, table_at
from samestory.testing.under_test import (
    AnswerKind,
    ClauseResult,
    SystemUnderTest,
    answer_kind,
    describe,
    untried,
)

CLAUSE = "refuses the credentials"


def check_credentials(under_test: SystemUnderTest, *, has_sample: bool) -> ClauseResult:
    """Check that wrong credentials make the system one that could not be asked.

    A system that lets everybody in may do so (a test system), and proves nothing. `has_sample`:
    whether it has the sample if asked with the right ones; "no such record" is then wrong.
    """
    wrong = with_wrong_secret(under_test.entry)
    if wrong is None:
        return untried(CLAUSE, "it asks for no credentials")
    answer = under_test.ask(wrong, under_test.subject)
    kind = answer_kind(answer)
    if kind is AnswerKind.UNREACHABLE or (has_sample and kind is AnswerKind.NO_RECORD):
        kept = kind is AnswerKind.UNREACHABLE
        tried, expected = "asked with wrong ones", AnswerKind.UNREACHABLE
        return ClauseResult(CLAUSE, tried, describe(answer), expected, kept)
    return untried(CLAUSE, _proves_nothing(answer, kind))


def _proves_nothing(answer: Observation, kind: AnswerKind) -> str:
    if kind is AnswerKind.NO_RECORD:
        return (
            "with wrong ones, it has no such record, as of a record that does not exist; "
            "name a record that it has to try it"
        )
    if fix := _fix_of(answer):
        return f"with wrong ones, {describe(answer)}; if that refuses them, write {fix}"
    if kind is AnswerKind.UNREADABLE:
        return f"whether it refuses wrong ones is not clear: {describe(answer)}"
    return f"it accepts wrong ones, and answers: {describe(answer)}"


def _fix_of(answer: Observation) -> str | None:
    """Return the line that the landscape lacks to read the answer, and its table."""
    codes = [each for each in (answer.values or {}).values() if isinstance(each, Unmapped)]
    fixes = (
        f"{each.fix} in {table_at(each.where)}" for each in codes if each.fix and not each.read_as
    )
    return next(fixes, None)


def with_wrong_secret(entry: SystemEntry) -> SystemEntry | None:
    """Return the same system with a wrong secret; None if it has none.

    The user is wrong if the user alone is the key; an address may hold a password as well.
    """
    wrong = f"samestory-wrong-{token_hex(8)}"
    if entry.auth.kind != "none":
        return replace(entry, auth=_with_wrong(entry.auth, wrong))
    settings = {
        name: replace(each, password=wrong) if _holds_password(each) else each
        for name, each in entry.settings.items()
    }
    return replace(entry, settings=settings) if settings != dict(entry.settings) else None


def _with_wrong(auth: Auth, wrong: str) -> Auth:
    tokens = auth.tokens
    if tokens is not None and tokens.refresh_token:
        return replace(auth, tokens=replace(tokens, refresh_token=wrong))
    if tokens is not None:
        return replace(auth, tokens=replace(tokens, client_secret=wrong))
    return replace(auth, secret=wrong) if auth.secret else replace(auth, user=wrong)


def _holds_password(setting: Any) -> bool:
    held = is_dataclass(setting) and not isinstance(setting, type)
    return held and bool(getattr(setting, "password", None))
