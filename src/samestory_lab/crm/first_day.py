"""What an administrator of Creme clicks together on the first day, here by program.

The company, its users and their roles, the articles, one more status, and what the pages show. The
users get their passwords when the CRM is opened.
"""

# mypy: disable-error-code="import-not-found"
# Django and Creme live in the CRM's own environment, where mypy does not run.

import json
from decimal import Decimal
from typing import Any

import django

django.setup()

from creme.billing import get_sales_order_model  # noqa: E402  (models need Django set up; so below)
from creme.billing.bricks import (  # noqa: E402
    BillingPaymentInformationBrick,
    CreditNotesBrick,
    ReceivedSalesOrdersBrick,
    ServiceLinesBrick,
)
from creme.billing.models import SalesOrderStatus  # noqa: E402
from creme.creme_core.auth import EntityCredentials  # noqa: E402
from creme.creme_core.bricks import (  # noqa: E402
    CustomFieldsBrick,
    PropertiesBrick,
    RelationsBrick,
)
from creme.creme_core.models import (  # noqa: E402
    BrickDetailviewLocation,
    SetCredentials,
    UserRole,
    Vat,
)
from creme.documents.bricks import LinkedDocsBrick  # noqa: E402
from creme.persons import get_contact_model, get_organisation_model  # noqa: E402
from creme.products import get_product_model  # noqa: E402
from creme.products.models import Category, SubCategory  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.contrib.contenttypes.models import ContentType  # noqa: E402

UNUSED = (  # parts of an order's page that stay empty here, and take a third of its time
    ServiceLinesBrick,
    CreditNotesBrick,
    BillingPaymentInformationBrick,
    CustomFieldsBrick,
    PropertiesBrick,
    RelationsBrick,
    LinkedDocsBrick,
)


def found_company() -> None:
    """The company that sells, with the one tax rate and the one currency that it works in."""
    get_organisation_model().objects.filter(is_managed=True).update(name="Speedwell Cycles")
    rate, _ = Vat.objects.get_or_create(value=Decimal(0))
    rate.is_default = True  # the shop's prices have the tax in them
    rate.save()


def hire() -> None:
    """Who works in the CRM: a reader, and the integration; by its pages neither changes anything.

    Creme's own superuser keeps its name and loses the password that all the world knows.
    """
    shown = get_contact_model(), get_sales_order_model()
    users = get_user_model().objects
    root = users.get(username="root")
    root.set_unusable_password()
    root.save()
    role = UserRole(name="Reader")
    role.allowed_apps = {"persons", "products", "billing"}
    role.save()
    role.listable_ctypes.set(ContentType.objects.get_for_models(*shown).values())
    SetCredentials.objects.create(role=role, value=EntityCredentials.VIEW)
    for name in ("reader", "integration"):
        users.create_user(
            username=name,
            first_name="Our",
            last_name=name,
            email=f"{name}@speedwell.example",
            password=None,
            role=role,
        )


def list_articles(catalogue: dict[str, Any]) -> None:
    """Every article as a product by the name of its SKU: Creme's own code is a mere number."""
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


def name_countries(catalogue: dict[str, Any]) -> None:
    """The countries that the shop sends to, by their codes of two letters."""
    names = {each["codes"][0]: each["name"] for each in catalogue["countries"]}
    settings.SPEEDWELL_COUNTRIES.write_text(json.dumps(names))


def arrange() -> None:
    """One more status; a contact's page shows her orders, an order's page what is used of it."""
    SalesOrderStatus.objects.create(name="Cancelled", order=5)
    pages = BrickDetailviewLocation.objects
    pages.create_if_needed(
        brick=ReceivedSalesOrdersBrick,
        model=get_contact_model(),
        zone=BrickDetailviewLocation.RIGHT,
        order=10,
    )
    of_an_order = ContentType.objects.get_for_model(get_sales_order_model())
    pages.filter(content_type=of_an_order, brick_id__in=[each.id for each in UNUSED]).delete()


def set_up(catalogue: dict[str, Any]) -> None:
    """Everything, in a CRM in which nobody has worked yet."""
    found_company()
    hire()
    list_articles(catalogue)
    name_countries(catalogue)
    arrange()
