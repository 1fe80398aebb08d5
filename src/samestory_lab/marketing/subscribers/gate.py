"""What the staff's programs share: a key, and JSON in both directions."""

# mypy: disable-error-code="import-not-found, no-any-unimported"
# Django lives in the list's own environment, where mypy does not run.

import json
from collections.abc import Callable
from functools import wraps
from hmac import compare_digest
from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt

Answers = Callable[[HttpRequest], JsonResponse]


class WrongCallError(Exception):
    """The request lacks something; the message says what."""


def for_staff(answers: Answers) -> Answers:
    """Let in who shows the key in `X-List-Key`; tell everybody else why not."""

    @wraps(answers)
    def guarded(request: HttpRequest) -> JsonResponse:
        shown = request.headers.get("X-List-Key", "")
        if not compare_digest(shown.encode(), settings.LIST_KEY.encode()):
            return refused("the header 'X-List-Key' does not hold the key of this list", 401)
        try:
            return answers(request)
        except WrongCallError as wrong:
            return refused(str(wrong), 400)

    return csrf_exempt(guarded)  # type: ignore[no-any-return]  # Django is not there for mypy


def told(request: HttpRequest) -> dict[str, Any]:
    """The JSON object that was sent (WrongCallError)."""
    try:
        found = json.loads(request.body)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise WrongCallError("send a JSON object")
    return found


def text(of: dict[str, Any], name: str) -> str:
    """A text that has to be there (WrongCallError)."""
    found = of.get(name)
    if not isinstance(found, str) or not found.strip():
        raise WrongCallError(f"'{name}' is missing")
    return found.strip()


def refused(why: str, status: int) -> JsonResponse:
    """An answer that says what is wrong."""
    return JsonResponse({"error": why}, status=status)
