"""What a system wants to see before it answers: a key, a token, a session."""

from __future__ import annotations

from samestory.adapters.http.auth.signer import Fixed, Signer
from samestory.config.entries import SystemEntry
from samestory.redaction import Masker

__all__ = ["Signer", "signer_for"]


def signer_for(entry: SystemEntry, masker: Masker) -> Signer:
    """What signs requests in the way that a landscape describes; the masker learns its secrets."""
    if entry.auth.tokens is not None:
        from samestory.adapters.http.auth.tokens import Bearer  # noqa: PLC0415 - authlib is slow to import

        return Bearer(entry.auth, masker)
    if entry.auth.login is not None:
        from samestory.adapters.http.auth.login import Session  # noqa: PLC0415 - so is the reader of HTML

        return Session(entry, masker)
    return Fixed(entry.auth)
