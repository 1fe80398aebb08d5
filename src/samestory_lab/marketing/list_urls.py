"""Where the list answers: django-newsletter's own pages, the staff's interface, and the outbox."""

# mypy: disable-error-code="import-not-found"
# Django and django-newsletter live in the list's own environment, where mypy does not run.

from django.urls import include, path
from newsletter.views import SubscribeRequestView
from subscribers.forms import SubscribeForm
from subscribers.outbox import outbox
from subscribers.staff import members, offers

urlpatterns = [
    path("marketing/members", members),
    path("marketing/offers", offers),
    path("outbox/", outbox),
    path(  # before django-newsletter's own, which takes two spellings of an address for two people
        "newsletter/<newsletter_slug>/subscribe/",
        SubscribeRequestView.as_view(form_class=SubscribeForm),
    ),
    path("newsletter/", include("newsletter.urls")),
]
