"""Where the app answers, under /speedwell/."""

# mypy: disable-error-code="import-not-found"
# Django lives in the CRM's own environment, where mypy does not run.

from django.urls import path

from .views import put_contact, put_order

urlpatterns = [
    path("orders/<str:number>/", put_order, name="speedwell__put_order"),
    path("contacts/", put_contact, name="speedwell__put_contact"),
]
