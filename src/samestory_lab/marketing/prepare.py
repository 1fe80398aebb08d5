"""Makes the list's database: tables, and the company's newsletter.

Runs in the list's own environment, once: `python prepare.py CATALOGUE`; the catalogue is not asked.
"""

# mypy: disable-error-code="import-not-found"
# Django and django-newsletter live in the list's own environment, where mypy does not run.

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "list_settings"

import django

django.setup()

from django.contrib.sites.models import Site  # noqa: E402
from django.core.management import call_command  # noqa: E402
from newsletter.models import Newsletter  # noqa: E402
from subscribers.roll import SLUG  # noqa: E402


def main() -> None:
    """Make everything, in the folder that the settings name."""
    call_command("migrate", run_syncdb=True, verbosity=0)
    offers = Newsletter.objects.create(
        title="Speedwell offers",
        slug=SLUG,
        email="offers@speedwell.example",
        sender="Speedwell Cycles",
    )
    offers.site.set(Site.objects.all())


if __name__ == "__main__":
    main()
