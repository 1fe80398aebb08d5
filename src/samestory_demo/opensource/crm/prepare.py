"""Makes the CRM's database, and the scripts and styles of its pages.

Runs in the CRM's own environment, once: `python prepare.py CATALOGUE`. What is set up here by
program is what an administrator of Creme clicks together on the first day: the company, users and
their roles, articles, one more status, and what the pages show. The users get their passwords when
the CRM is opened.
"""

# mypy: disable-error-code="import-not-found"
# Django and Creme live in the CRM's own environment, where mypy does not run.

import os
import subprocess
import sys
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "crm_settings"

COMMANDS = (["migrate"], ["creme_populate"], ["generatemedia"])


def run_creme(command: list[str]) -> None:
    """One command of Creme, in a process of its own: it looks at `sys.argv` for how to begin."""
    subprocess.run(  # noqa: S603  (the commands stand above)
        [sys.executable, "-m", "django", *command, "--verbosity=0"], check=True, cwd=HERE
    )


HERE = Path(__file__).parent


def found_company() -> None:
    """The company that sells, with the one tax rate and the one currency that it works in."""
    from creme.creme_core.models import Vat  # noqa: PLC0415  (models need Django set up)
    from creme.persons import get_organisation_model  # noqa: PLC0415  (see above)

    get_organisation_model().objects.filter(is_managed=True).update(name="Speedwell Cycles")
    rate, _ = Vat.objects.get_or_create(value=Decimal(0))
    rate.is_default = True  # the shop's prices have the tax in them
    rate.save()


def hire() -> None:
    """Who works in the CRM: a reader, who may change nothing, and the integration.

    Creme's own superuser keeps its name and loses the password that all the world knows.
    """
    from creme.creme_core.auth import EntityCredentials  # noqa: PLC0415  (see above)
    from creme.creme_core.models import SetCredentials, UserRole  # noqa: PLC0415  (see above)
    from django.contrib.auth import get_user_model  # noqa: PLC0415  (see above)

    users = get_user_model().objects
    root = users.get(username="root")
    root.set_unusable_password()
    root.save()
    role = UserRole(name="Reader")
    role.allowed_apps = {"persons", "products", "billing"}
    role.save()
    SetCredentials.objects.create(role=role, value=EntityCredentials.VIEW)
    for name, more in {"reader": {"role": role}, "integration": {"role": role}}.items():
        users.create_user(
            username=name,
            first_name="Our",
            last_name=name,
            email=f"{name}@speedwell.example",
            password=None,
            **more,
        )


def list_articles(catalogue: dict[str, Any]) -> None:
    """Every article as a product by the name of its SKU: Creme's own code is a mere number."""
    from creme.products import get_product_model  # noqa: PLC0415  (see above)
    from creme.products.models import Category, SubCategory  # noqa: PLC0415  (see above)
    from django.contrib.auth import get_user_model  # noqa: PLC0415  (see above)

    bicycles = Category.objects.create(name="Bicycles")
    parts = SubCategory.objects.create(name="Parts", category=bicycles)
    for article in catalogue["articles"]:
        get_product_model().objects.create(
            user=get_user_model().objects.get(username="integration"),
            name=article["sku"],
            description=article["title"],
            unit_price=Decimal(article["price"]),
            category=bicycles,
            sub_category=parts,
        )


def arrange() -> None:
    """One more status, and a contact's page that shows her orders."""
    from creme.billing.bricks import ReceivedSalesOrdersBrick  # noqa: PLC0415  (see above)
    from creme.billing.models import SalesOrderStatus  # noqa: PLC0415  (see above)
    from creme.creme_core.models import BrickDetailviewLocation  # noqa: PLC0415  (see above)
    from creme.persons import get_contact_model  # noqa: PLC0415  (see above)

    SalesOrderStatus.objects.create(name="Cancelled", order=5)
    BrickDetailviewLocation.objects.create_if_needed(
        brick=ReceivedSalesOrdersBrick,
        model=get_contact_model(),
        zone=BrickDetailviewLocation.RIGHT,
        order=10,
    )


def main() -> None:
    """Make everything, in the folder that the settings name."""
    catalogue = tomllib.loads(Path(sys.argv[1]).read_text())
    for command in COMMANDS:
        run_creme(command)
    import django  # noqa: PLC0415  (it must not look at the database before there is one)

    django.setup()
    found_company()
    hire()
    list_articles(catalogue)
    arrange()


if __name__ == "__main__":
    main()
