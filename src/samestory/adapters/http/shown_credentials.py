"""Headers that show fixed credentials, and how a refusal of them is told; needs no client."""

from base64 import b64encode
from collections.abc import Mapping

from samestory.config.entries import Auth


def headers_for(auth: Auth) -> Mapping[str, str]:
    """Return the headers that show fixed credentials; none for any other kind."""
    if auth.kind == "basic":
        return {"Authorization": basic(auth.user, auth.secret)}
    if auth.kind == "bearer":
        return {"Authorization": f"Bearer {auth.secret}"}
    return {auth.header: auth.secret} if auth.kind == "header" else {}


def basic(user: str, password: str) -> str:
    """Return the value of `Authorization` for a user and a password (RFC 7617)."""
    return f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"


def refusal(state: str, auth: Auth) -> str:
    """Return that access is refused, and which environment variables hold the credentials."""
    named = " and ".join(auth.variables)
    what = f"the credentials in {named}" if named else "to answer without credentials"
    return f"it refuses {what} ({state})"
