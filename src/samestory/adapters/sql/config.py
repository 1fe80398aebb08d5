"""Databases, asked by one SELECT for each kind of subject."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from importlib.util import find_spec
from typing import Any

from samestory.adapters.sql.address import DatabaseAddress, read_database_url
from samestory.adapters.sql.statement import PARAMETERS, parameters, problem, unknown_parameters
from samestory.config.adapter import Adapter
from samestory.config.addresses import check_host, read_file
from samestory.config.config_errors import did_you_mean
from samestory.config.environment import missing_secret
from samestory.config.tables import Table
from samestory.config.words import Surroundings
from samestory.extraction.entries import Question

_EXAMPLE = '"postgresql://reader@db.example.com/erp", or url = "sqlite:///orders.db"'
_SELECT = '"SELECT number, total_cents FROM orders WHERE number = :key"'
_NOWHERE = DatabaseAddress(kind="sqlite", name="")


def sql_settings(table: Table, around: Surroundings) -> dict[str, Any]:
    """Where the database is: `url`, or `url_env` where a password stands in it."""
    ca = read_file(table, "ca", around.folder)
    address = _address(table, around)
    if not address.host:
        return {"address": address}
    check_host(table, address.host, around.guard)
    if find_spec("psycopg") is None:
        table.mistake(
            "the library that speaks to PostgreSQL is not installed.",
            "Install it: pip install 'samestory[postgresql]'",
        )
    return {"address": address, "host": address.host, "port": address.port, "ca": ca}


def _address(table: Table, around: Surroundings) -> DatabaseAddress:
    text, named, variables = _url(table, around)
    if not text:
        return _NOWHERE
    try:
        address = replace(read_database_url(text, around.folder), variables=variables)
    except ValueError as fact:
        table.mistake(f"{named} {fact}.", f"Write it like this: url = {_EXAMPLE}.")
        return _NOWHERE
    if address.password:
        around.environment.secrets.update((address.password, text))
        if not variables:
            table.mistake(
                "'url' holds a password, and a landscape is no place for one.",
                'Take the URL from the environment: url_env = "ERP_DATABASE".',
            )
    return address


def _url(table: Table, around: Surroundings) -> tuple[str, str, tuple[str, ...]]:
    """The URL, what it is called in messages, and the variable that it comes from."""
    if "url_env" not in table.content:
        table.asked.add("url_env")
        return table.needed_text("url", _EXAMPLE), "'url'", ()
    name = table.needed_text("url_env", '"ERP_DATABASE"')
    if "url" in table.content:
        table.asked.add("url")
        table.mistake("there are both 'url' and 'url_env'.", "Keep the one that is meant.")
    found = around.environment.get(name) if name else ""
    if found is None:
        missing_secret(name, "url_env", table.place, table.mistakes, " (url_env)")
    return found or "", f"the environment variable {name}", (name,)


def sql_question(table: Table, _: Mapping[str, Any]) -> Question:
    """`find` is the SELECT for the record, `each.NAME` are SELECTs for lists within it.

    `bind` is what fills their parameters, written with the blanks of every question.
    """
    select = table.needed_text("find", _SELECT)
    if select:
        _check(table, select)
    each = table.text_map("each")
    inner = table.table("each")
    for name, statement in each.items():
        _check(inner, statement, f"'{name}': ")
        if name == "rows":
            inner.mistake("'rows' already are the rows of 'find'.", "Give the list another name.")
    used = {name for statement in (select, *each.values()) for name in parameters(statement)}
    bind = {name: f"{{{name}}}" for name in PARAMETERS if name in used}
    return Question(find={"select": select, "each": each, "bind": bind})


def _check(table: Table, statement: str, what: str = "") -> None:
    found = problem(statement)
    if found:
        table.mistake(f"{what}{found[0]}", found[1])
    for name in unknown_parameters(statement):
        hint = did_you_mean(name, PARAMETERS)
        table.mistake(
            f"{what}unknown parameter :{name} in the SELECT.",
            f"{hint}Known: :key, :of. A colon of a text is written \\:.",
        )


SQL = Adapter(
    name="sql",
    settings=sql_settings,
    question=sql_question,
    auth=("none", "password"),
    opens="samestory.adapters.sql.system:SqlSystem",
)
