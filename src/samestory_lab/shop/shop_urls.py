"""Where the shop answers: our own pages, Oscar's, and Oscar's REST API beside them."""

# mypy: disable-error-code="import-not-found"
# Django and Oscar live in the shop's own environment, where mypy does not run.

from django.apps import apps
from django.conf import settings
from django.urls import include, path
from django.views.static import serve

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT}),
    path("api/", include("oscarapi.urls")),
    path("", include("speedwell.urls")),
    path("", include(apps.get_app_config("oscar").urls[0])),
]
