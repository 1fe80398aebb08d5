"""Makes the ERP's database: modules, company, accounts, the articles and a user for programs.

Runs in the ERP's own environment, once: `python prepare.py CATALOGUE`. Tryton itself reads from
`TRYTOND_DATABASE__PATH` in which folder the database goes, and from `TRYTOND_DATABASE_NAMES` what
it is called.
"""

# mypy: disable-error-code="import-not-found"
# Tryton lives in the ERP's own environment, where mypy does not run.

import os
import sys
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from trytond import backend
from trytond.pool import Pool
from trytond.transaction import Transaction, TransactionError

DATABASE = os.environ["TRYTOND_DATABASE_NAMES"]
MODULES = ["sale"]  # it brings parties, products, accounts, invoices and stock along


def create_tables() -> None:
    """Install Tryton's own modules first, then the others with all that they need."""
    with Transaction().start(None, 0, close=True, autocommit=True) as transaction:
        transaction.database.create(transaction.connection, DATABASE)
    with Transaction().start(DATABASE, 0):
        backend.Database(DATABASE).connect()
        Transaction().database.init()
    pool = Pool(DATABASE)
    pool.init(update=["res", "ir"], lang=["en"])
    with Transaction().start(DATABASE, 0):
        Pool().get("ir.module").update_list()
    pool.init(update=MODULES, lang=["en"], activatedeps=True)


def make(model: str, **values: Any) -> Any:
    """One new record."""
    [record] = Pool().get(model).create([values])
    return record


def found_company(catalogue: dict[str, Any]) -> Any:
    """The company, its currency and the countries it sends to."""
    euro = make(
        "currency.currency",
        name="Euro",
        symbol="€",
        code=catalogue["currency"],
        rounding=Decimal("0.01"),
        rates=[("create", [{"rate": Decimal(1)}])],
    )
    for country in catalogue["countries"]:
        two, three, _ = country["codes"]
        make("country.country", name=country["name"], code=two, code3=three)
    party = make("party.party", name="Speedwell Cycles")
    return make("company.company", party=party, currency=euro)


def hire(company: Any) -> None:
    """A user for programs, who may do everything; the keys are cut when the ERP is opened."""
    make(
        "res.user",
        name="Programs",
        login="programs",
        administrator=True,
        groups=[("add", Pool().get("res.group").search([]))],
        companies=[("add", [company])],
        company=company,
    )


def open_books(company: Any) -> Any:
    """Tryton's universal chart of accounts; returns the account that sales are booked on."""
    wizard = Pool().get("account.create_chart", type="wizard")
    chart = wizard(wizard.create()[0])
    chart.account.account_template = (
        Pool().get("ir.model.data").get_id("account", "account_template_root_en")
    )
    chart.account.company = company
    chart.transition_create_account()
    chart.properties.company = company
    for_parties = ("party_required", "=", True)
    chart.properties.account_receivable = account(("type.receivable", "=", True), for_parties)
    chart.properties.account_payable = account(("type.payable", "=", True), for_parties)
    chart.transition_create_properties()
    return account(("type.revenue", "=", True))


def account(*conditions: tuple[str, str, object]) -> Any:
    """The first open account that meets the conditions."""
    domain = [("closed", "!=", True), *conditions]
    [found] = Pool().get("account.account").search(domain, limit=1)
    return found


def stock_shelves(catalogue: dict[str, Any], revenue: Any) -> None:
    """Every article as a product that is sold by the piece."""
    [piece] = Pool().get("product.uom").search([("name", "=", "Unit")])
    parts = make("product.category", name="Parts", accounting=True, account_revenue=revenue)
    for article in catalogue["articles"]:
        make(
            "product.template",
            name=article["title"],
            type="goods",
            salable=True,
            default_uom=piece,
            sale_uom=piece,
            account_category=parts,
            list_price=Decimal(article["price"]),
            products=[("create", [{"suffix_code": article["sku"]}])],
        )


def set_up(catalogue: dict[str, Any]) -> None:
    """Company, users, books and articles, within one transaction."""
    company = found_company(catalogue)
    hire(company)
    with Transaction().set_context(company=company.id, companies=[company.id]):
        stock_shelves(catalogue, open_books(company))


def main() -> None:
    """Make everything; Tryton asks for a new start where a table must be locked beforehand."""
    catalogue = tomllib.loads(Path(sys.argv[1]).read_text())
    create_tables()
    locks: dict[str, Any] = {}
    while True:
        with Transaction().start(DATABASE, 0, **locks) as transaction:
            try:
                set_up(catalogue)
            except TransactionError as needed:
                transaction.rollback()
                needed.fix(locks)
                continue
        return


if __name__ == "__main__":
    main()
