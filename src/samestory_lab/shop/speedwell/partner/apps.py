"""Stands in for Oscar's own app of this label; tables and migrations stay Oscar's."""

# mypy: disable-error-code="import-not-found, misc"
# Oscar lives in the shop's own environment, where mypy does not run.

from oscar.apps.partner import apps


class PartnerConfig(apps.PartnerConfig):
    """Where Oscar looks for `strategy` first."""

    name = "speedwell.partner"
