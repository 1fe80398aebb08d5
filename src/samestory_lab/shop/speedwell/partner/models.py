"""Oscar's own models."""

# mypy: disable-error-code="import-not-found"
# Oscar lives in the shop's own environment, where mypy does not run.

from oscar.apps.partner.models import *  # noqa: F403  (Oscar's documented way to fork an app)
