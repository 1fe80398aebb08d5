"""The outbox: what has happened since, oldest first, for the integration to carry on."""

# mypy: disable-error-code="import-not-found, no-any-unimported, untyped-decorator"
# Django lives in the list's own environment, where mypy does not run.

from typing import Any

from django.http import HttpRequest, JsonResponse
from subscribers.gate import WrongCallError, for_staff
from subscribers.models import Event

AT_ONCE = 100
"""More events have to be asked for again, after the last of these."""


@for_staff
def outbox(request: HttpRequest) -> JsonResponse:
    """`GET /outbox/?after=7`: the events after the seventh, at most a hundred."""
    after = request.GET.get("after", "0")
    if not after.isdecimal():
        raise WrongCallError("'after' is the number of an event")
    news = Event.objects.filter(id__gt=int(after)).order_by("id")[:AT_ONCE]
    return JsonResponse({"events": [_told(each) for each in news]})


def _told(event: Any) -> dict[str, Any]:
    return {
        "id": event.id,
        "type": "subscriber",
        "at": event.at.isoformat(),
        "email": event.email,
        "name": event.name,
    }
