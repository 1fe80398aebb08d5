"""The way in for programs: PUT an order or a contact, with the key in the header X-Sync-Key.

Answers are JSON: 200 or 201 with what it came to, 400 if the form is wrong, 401 without the
key, 409 if the CRM holds a later revision, 422 if the order names what the CRM has not.
"""

# mypy: disable-error-code="import-not-found, no-any-return, untyped-decorator"
# Django and Creme live in the CRM's own environment, where mypy does not run.

import os
from collections.abc import Callable
from hmac import compare_digest
from typing import Any

from creme.creme_core.core.workflow import run_workflow_engine
from creme.creme_core.global_info import set_global_info
from django.contrib.auth import get_user_model
from django.db.transaction import atomic
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from . import contacts, orders
from .refusals import Outdated, Unknown
from .told import Malformed, order_of, person_of

REFUSALS = {Malformed: 400, Outdated: 409, Unknown: 422}

View = Callable[..., JsonResponse]


def for_programs(work: Callable[..., tuple[int, dict[str, Any]]]) -> View:
    """A view that lets in who has the key, and does its work whole or not at all."""

    @csrf_exempt
    @require_http_methods(["PUT"])
    def view(request: HttpRequest, **named: str) -> JsonResponse:
        key = request.headers.get("X-Sync-Key", "")
        if not compare_digest(key.encode(), os.environ["CRM_SYNC_KEY"].encode()):
            return JsonResponse({"error": "X-Sync-Key is missing or wrong"}, status=401)
        user = get_user_model().objects.get(username="integration")
        set_global_info(user=user)  # whom Creme's history names
        try:
            with atomic(), run_workflow_engine(user=user):
                status, came_to = work(request, user, **named)
        except tuple(REFUSALS) as refusal:
            return JsonResponse({"error": str(refusal)}, status=REFUSALS[type(refusal)])
        return JsonResponse(came_to, status=status)

    return view


@for_programs
def put_order(request: HttpRequest, user: Any, number: str) -> tuple[int, dict[str, Any]]:
    """PUT /speedwell/orders/<number>/; ?force=1 and ?new_contact=1 as in orders.put."""
    order = order_of(number, request.body)
    came_to = orders.put(
        order, user, force="force" in request.GET, new_contact="new_contact" in request.GET
    )
    return (201 if came_to == "created" else 200), {"order": number, "came_to": came_to}


@for_programs
def put_contact(request: HttpRequest, user: Any) -> tuple[int, dict[str, Any]]:
    """PUT /speedwell/contacts/; ?new_contact=1 makes one more in any case."""
    person = person_of(request.body)
    always_new = "new_contact" in request.GET
    created = always_new or contacts.known(person.email) is None
    contact = contacts.put(person, user, always_new=always_new)
    came_to = "created" if created else "held already"
    return (201 if created else 200), {"contact": contact.email, "came_to": came_to}
