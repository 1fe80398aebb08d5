"""What the company's integration asks: the outbox, and accounts for those whom marketing knows."""

# mypy: disable-error-code="import-not-found, misc, untyped-decorator"
# Django lives in the shop's own environment, where mypy does not run.

import json
from base64 import b64decode
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST
from speedwell import belonging
from speedwell import outbox as posted

View = Callable[[Any], Any]
REALM = 'Basic realm="integration"'


def for_integration(view: View) -> View:
    """Only with the synchronisation's password; compared, not hashed, for it is asked often."""

    @wraps(view)
    def guarded(request: Any) -> Any:
        if not constant_time_compare(
            _credentials(request), f"sync:{settings.SPEEDWELL_SYNC_PASSWORD}"
        ):
            return HttpResponse("Who is asking?", status=401, headers={"WWW-Authenticate": REALM})
        return view(request)

    return guarded


@transaction.non_atomic_requests  # it only reads, and waits for nobody who writes
@for_integration
@require_GET
def outbox(request: Any) -> Any:
    """What happened after the event that `after` names."""
    after = request.GET.get("after", "0")
    if not (after.isascii() and after.isdigit() and len(after) < 19):
        return JsonResponse({"error": "after is the number of an event"}, status=400)
    return JsonResponse({"events": posted.after(int(after))})


@csrf_exempt
@for_integration
@require_POST
def customers(request: Any) -> Any:
    """Add a customer to the shop: 201 if she is new, 200 if the shop knew her."""
    try:
        told = json.loads(request.body)
        email, name = str(told["email"]).strip(), str(told.get("name", ""))
        validate_email(email)
    except (ValueError, KeyError, TypeError, AttributeError, ValidationError):
        return JsonResponse({"error": "tell {email, name}"}, status=400)
    new = belonging.make_known(email, name)
    return JsonResponse({"email": email, "new": new}, status=201 if new else 200)


def _credentials(request: Any) -> str:
    kind, _, encoded = request.headers.get("Authorization", "").partition(" ")
    try:
        return b64decode(encoded).decode() if kind.lower() == "basic" else ""
    except ValueError:
        return ""
