"""Registers the app with Creme, which then answers under /speedwell/."""

# mypy: disable-error-code="import-not-found, misc"
# Creme lives in the CRM's own environment, where mypy does not run.

from creme.creme_core.apps import CremeAppConfig


class SpeedwellConfig(CremeAppConfig):
    """An app for programs alone: nobody gets more rights by it, and it has no tables."""

    default = True  # of the two classes that Django finds in this module
    name = "speedwell"
    verbose_name = "Speedwell Cycles"
    dependencies = ("creme.persons", "creme.products", "creme.billing")
    credentials = CremeAppConfig.CRED_NONE
