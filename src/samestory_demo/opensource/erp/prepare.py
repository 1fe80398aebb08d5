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


def found_company(catalogue: dict[str, Any]) -> Any:
    """The company, its currency and the countries it sends to."""
    pool = Pool()
    currency, = pool.get("currency.currency").create([
        {"name": "Euro", "symbol": "€", "code": catalogue["currency"], "rounding": Decimal("0.01"),
         "rates": [("create", [{"rate": Decimal(1)}])]},
    ])  # fmt: skip
    pool.get("country.country").create([
        {"name": each["name"], "code": each["codes"][0], "code3": each["codes"][1]}
        for each in catalogue["countries"]
    ])  # fmt: skip
    party, = pool.get("party.party").create([{"name": "Speedwell Cycles"}])  # fmt: skip
    company, = pool.get("company.company").create([{"party": party, "currency": currency}])  # fmt: skip
    return company


def hire(company: Any) -> None:
    """A user for programs, who may do everything; the keys are cut when the ERP is opened."""
    groups = Pool().get("res.group").search([])
    Pool().get("res.user").create([
        {"name": "Programs", "login": "programs", "administrator": True, "company": company,
         "companies": [("add", [company])], "groups": [("add", groups)]},
    ])  # fmt: skip


def open_books(company: Any) -> Any:
    """Tryton's universal chart of accounts; returns the account that sales are booked on."""
    pool = Pool()
    template = pool.get("ir.model.data").get_id("account", "account_template_root_en")
    CreateChart = pool.get("account.create_chart", type="wizard")  # noqa: N806  (a class of Tryton's)
    session, _, _ = CreateChart.create()
    chart = CreateChart(session)
    chart.account.account_template = template
    chart.account.company = company
    chart.transition_create_account()
    Account = pool.get("account.account")  # noqa: N806
    of_company = [("company", "=", company.id), ("closed", "!=", True)]
    chart.properties.company = company
    chart.properties.account_receivable = Account.search(
        [*of_company, ("type.receivable", "=", True), ("party_required", "=", True)], limit=1
    )[0]
    chart.properties.account_payable = Account.search(
        [*of_company, ("type.payable", "=", True), ("party_required", "=", True)], limit=1
    )[0]
    chart.transition_create_properties()
    return Account.search([*of_company, ("type.revenue", "=", True)], limit=1)[0]


def stock_shelves(catalogue: dict[str, Any], revenue: Any) -> None:
    """Every article as a product that can be sold by the piece."""
    pool = Pool()
    piece, = pool.get("product.uom").search([("name", "=", "Unit")])  # fmt: skip
    category, = pool.get("product.category").create([
        {"name": "Parts", "accounting": True, "account_revenue": revenue},
    ])  # fmt: skip
    pool.get("product.template").create([
        {"name": each["title"], "type": "goods", "salable": True, "default_uom": piece,
         "sale_uom": piece, "account_category": category, "list_price": Decimal(each["price"]),
         "products": [("create", [{"suffix_code": each["sku"]}])]}
        for each in catalogue["articles"]
    ])  # fmt: skip


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
