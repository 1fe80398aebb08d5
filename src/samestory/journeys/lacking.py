"""What a company does not have, and why: systems, channels, actions, kinds of subjects, fields."""

from collections.abc import Mapping

from samestory.errors import CompanyLacks


def why_lacking(lacks: Mapping[str, str], name: str) -> str | None:
    """Return why a company does not have this, in any case; None if it may have it."""
    reasons = {each.casefold(): why for each, why in lacks.items()}
    return reasons.get(name.casefold())


def must_have(lacks: Mapping[str, str], *names: str) -> None:
    """Raise `CompanyLacks` for the first of these that a company does not have."""
    for name in names:
        if (why := why_lacking(lacks, name)) is not None:
            raise CompanyLacks(f"This company has no {name}: {why}.\n  See [lacks].")
