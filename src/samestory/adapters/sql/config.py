"""Databases, asked by one SELECT for each kind of subject."""

from dataclasses import replace
from typing import Any

from samestory.adapters.sql.address import DatabaseAddress, read_database_url
from samestory.adapters.sql.statement import PARAMETERS, parameters, problem
from samestory.config.adapter import Adapter, QuestionWords
from samestory.config.addresses import check_host
from samestory.config.config_errors import Notes
from samestory.config.environment import missing_secret
from samestory.config.value_types import FileBeside
from samestory.config.words import Surroundings, Words, word
from samestory.errors import did_you_mean
from samestory.extraction.entries import Question
from samestory.extras import missing

_EXAMPLE = '"postgresql://reader@db.example.com/erp", or url = "sqlite:///orders.db"'
_NOWHERE = DatabaseAddress(kind="sqlite", name="")


class SqlSettings(Words):
    """Where the database is: `url`, or `url_env` if a password stands in it."""

    url: str | None = word(
        "The URL of the database; a file is meant from the landscape's folder.",
        "sqlite:///orders.db",
        default=None,
    )
    url_env: str | None = word(
        "The environment variable that holds the URL.", "ERP_DATABASE", default=None
    )
    ca: FileBeside | None = word(
        "The certificates to trust, a file beside the landscape.", "ca.pem", default=None
    )

    def values(self, around: Surroundings) -> dict[str, Any]:
        """Return the address; host, port and certificates only for a server."""
        address = self._address(around)
        for library in ("sqlalchemy", "psycopg") if address.host else ("sqlalchemy",):
            if found := missing(library):
                around.mistake(*found)
        if not address.host:
            return {"address": address}
        check_host(around, address.host, around.guard)
        return {"address": address, "host": address.host, "port": address.port, "ca": self.ca}

    def _address(self, around: Surroundings) -> DatabaseAddress:
        text, named, variables = self._where(around)
        if not text:
            return _NOWHERE
        try:
            address = replace(read_database_url(text, around.folder), variables=variables)
        except ValueError as fact:
            around.mistake(f"{named} {fact}.", f"Write it like this: url = {_EXAMPLE}.")
            return _NOWHERE
        if address.password:
            around.environment.secrets.update((address.password, text))
            if not variables:
                around.mistake(
                    "'url' holds a password, and a landscape is no place for one.",
                    'Take the URL from the environment: url_env = "ERP_DATABASE".',
                )
        return address

    def _where(self, around: Surroundings) -> tuple[str, str, tuple[str, ...]]:
        """The URL, what it is called in messages, and the variable that it comes from."""
        if self.url_env is None:
            if self.url is None:
                fix = f"Add it, for instance: url = {_EXAMPLE}"
                around.mistake("'url' is missing.", fix)
            return self.url or "", "'url'", ()
        if self.url is not None:
            around.mistake("there are both 'url' and 'url_env'.", "Keep the one that is meant.")
        found = around.environment.get(self.url_env) if self.url_env else ""
        if found is None:
            missing_secret(self.url_env, "url_env", around.place, around.mistakes, " (url_env)")
        return found or "", f"the environment variable {self.url_env}", (self.url_env,)


class SqlQuestion(QuestionWords):
    """One SELECT for a kind of subject, and more for lists within its record."""

    find: str = word(
        "The SELECT; :key and :of stand for the subject.",
        "SELECT number, total_cents FROM orders WHERE number = :key",
    )
    each: dict[str, str] = word(
        "More SELECTs, by the name of the list that each adds to the record.",
        {"lines": "SELECT sku, quantity FROM lines WHERE number = :key"},
        default={},
    )

    def asked(self, around: Surroundings) -> Question:
        """Return the statements, and the placeholders of their parameters."""
        if self.find:
            _check(around, self.find)
        with around.within((*around.place, "each") if self.each else around.place):
            for name, statement in self.each.items():
                _check(around, statement, f"'{name}': ")
                if name == "rows":
                    fact = "'rows' already are the rows of 'find'."
                    around.mistake(fact, "Give the list another name.")
        selects = (self.find, *self.each.values())
        used = {name for statement in selects for name in parameters(statement)}
        bind = {name: f"{{{name}}}" for name in PARAMETERS if name in used}
        return Question(find={"select": self.find, "each": self.each, "bind": bind})


def _check(table: Notes, statement: str, what: str = "") -> None:
    found = problem(statement)
    if found:
        table.mistake(f"{what}{found[0]}", found[1])
    for name in parameters(statement):
        if name in PARAMETERS:
            continue
        hint = did_you_mean(name, PARAMETERS)
        table.mistake(
            f"{what}unknown parameter :{name} in the SELECT.",
            f"{hint}Known: :key, :of. A colon of a text is written \\:.",
        )


SQL = Adapter(
    name="sql",
    settings=SqlSettings,
    question=SqlQuestion,
    auth=("none", "password"),
    opens="samestory.adapters.sql.system:SqlSystem",
    reads_again="samestory.adapters.sql.reading_again:read_rows_again",
)
