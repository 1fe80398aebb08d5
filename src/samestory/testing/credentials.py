"""The clause about credentials: who is refused has been told nothing, not that there is nothing."""

from __future__ import annotations

from dataclasses import is_dataclass, replace
from secrets import token_hex
from typing import Any

from samestory.config.entries import Auth, SystemEntry
from samestory.core.model import Observation, Unmapped, table_of
from samestory.testing.outcomes import Came, came_of, in_words
from samestory.testing.party import Party, Result, untried

CLAUSE = "refuses the credentials"


def refuses(party: Party, *, known: bool) -> Result:
    """Wrong credentials are told as such; `known` is whether it has the sample with the right ones.

    Who lets anybody in may do so (a test system), and nothing is proven. To have no record of what
    is on record is the worst of answers: a refusal that passes for a fact.
    """
    wrong = with_wrong_secret(party.entry)
    if wrong is None:
        return untried(CLAUSE, "it asks for no credentials")
    said = party.ask(wrong, party.subject)
    came = came_of(said)
    if came is Came.UNREACHABLE or (known and came is Came.NO_RECORD):
        good = came is Came.UNREACHABLE
        return Result(CLAUSE, "asked with wrong ones", in_words(said), Came.UNREACHABLE, good)
    if came is Came.NO_RECORD:
        why = "no such record, as it should of nobody; name a sample that it knows to try it"
        return untried(CLAUSE, f"whoever has wrong ones is told: {why}")
    if fix := _fix_of(said):
        why = f"with wrong ones, {in_words(said)}; if that refuses them, write {fix}"
        return untried(CLAUSE, why)
    if came is Came.UNREADABLE:
        return untried(CLAUSE, f"whether it refuses wrong ones is not clear: {in_words(said)}")
    return untried(CLAUSE, f"it lets in whoever has wrong ones, and tells: {in_words(said)}")


def _fix_of(said: Observation) -> str | None:
    """The line that a landscape lacks so that what was answered is read, and its table."""
    words = [each for each in (said.values or {}).values() if isinstance(each, Unmapped)]
    fixes = (
        f"{each.fix} in {table_of(each.where)}" for each in words if each.fix and not each.read_as
    )
    return next(fixes, None)


def with_wrong_secret(entry: SystemEntry) -> SystemEntry | None:
    """The same system, asked with a secret that nobody has; None where it is asked with none.

    Where the user alone is the key, the user is wrong; an address may hold a password as well.
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
