"""Makes the shop's database: tables, catalogue, search index, and two users of the company.

Runs in the shop's own environment, once: `python prepare.py CATALOGUE`. The users, the
synchronisation and the call centre's agent, get their passwords when the shop is opened.
"""

# mypy: disable-error-code="import-not-found"
# Django and Oscar live in the shop's own environment, where mypy does not run.

import os
import shutil
import sys
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "shop_settings"

import django

django.setup()

import oscar  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.contrib.auth.models import Permission  # noqa: E402
from django.core.management import call_command  # noqa: E402
from oscar.apps.catalogue.categories import create_from_breadcrumbs  # noqa: E402
from oscar.core.loading import get_model  # noqa: E402


def sell(catalogue: dict[str, Any]) -> None:
    """Put every article on sale, of which there is always enough."""
    Product = get_model("catalogue", "Product")
    kind = get_model("catalogue", "ProductClass").objects.create(
        name="Parts", requires_shipping=True, track_stock=False
    )
    shelf = create_from_breadcrumbs("Parts")
    partner = get_model("partner", "Partner").objects.create(name="Speedwell Cycles")
    for article in catalogue["articles"]:
        product = Product.objects.create(
            product_class=kind, title=article["title"], upc=article["sku"]
        )
        product.categories.add(shelf)
        product.stockrecords.create(
            partner=partner,
            partner_sku=article["sku"],
            price_currency=catalogue["currency"],
            price=Decimal(article["price"]),
        )


def send_to(catalogue: dict[str, Any]) -> None:
    """Name the countries that orders are sent to."""
    for country in catalogue["countries"]:
        two, three, number = country["codes"]
        get_model("address", "Country").objects.create(
            iso_3166_1_a2=two,
            iso_3166_1_a3=three,
            iso_3166_1_numeric=number,
            printable_name=country["name"],
            name=country["name"],
            is_shipping_country=True,
        )


def hang_pictures() -> None:
    """Put Oscar's own picture for products without one where Oscar looks for it."""
    picture = Path(oscar.__file__).parent / "static/oscar/img" / settings.OSCAR_MISSING_IMAGE_URL
    place = Path(settings.MEDIA_ROOT)
    place.mkdir(exist_ok=True)
    shutil.copy(picture, place)


def let_change_orders(agent: Any) -> None:
    """Let the agent use the dashboard's own pages of orders."""
    names = ("view_order", "change_order")
    allowed = Permission.objects.filter(content_type__app_label="order", codename__in=names)
    agent.user_permissions.set(allowed)


def main() -> None:
    """Make everything, in the folder that the settings name."""
    catalogue = tomllib.loads(Path(sys.argv[1]).read_text())
    call_command("migrate", verbosity=0)
    users = get_user_model().objects
    users.create_superuser("sync", "sync@speedwell.example")
    let_change_orders(users.create_user("agent", "agent@speedwell.example", is_staff=True))
    send_to(catalogue)
    sell(catalogue)
    hang_pictures()
    call_command("rebuild_index", interactive=False, verbosity=0)


if __name__ == "__main__":
    main()
