"""Writes what was learned as a landscape: tables, the evidence of each line, what remains open."""

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from samestory.config.config_errors import table_name
from samestory.config.toml_text import toml
from samestory.core.texts import visible
from samestory.learn.known_orders import KnownOrder
from samestory.learn.proposals import FieldProposal, listed_places
from samestory.learn.systems import LearnedSubject, LearnedSystem

LONGEST = 60
"""Characters of a value that are shown."""
UNKNOWN = "example.com"
"""Stands for a host that was not named."""


def landscape_text(systems: Sequence[LearnedSystem], orders: Sequence[KnownOrder]) -> str:
    """Return a whole landscape; it was learned from these orders."""
    about = [f"order {each.order.key}" for each in orders]
    mail_domain = (orders[0].order.of or "").rpartition("@")[2] or "customers.example"
    hosts = list(dict.fromkeys(_host(each) for each in systems if each.adapter != "sql"))
    lines = [
        f"# Learned from {', '.join(about)} by `samestory learn`; every line was tried.",
        '# Behind a field stands what was read there. Lines with "open:" are for you to settle.',
        "",
        "[guard]",
        f"hosts        = {toml(hosts)}",
        f"mail_domains = {toml([mail_domain])}",
    ]
    for each in systems:
        lines += ["", *_system(each)]
    return "\n".join(lines) + "\n"


def _host(system: LearnedSystem) -> str:
    if system.base_url:
        return urlsplit(system.base_url).hostname or UNKNOWN
    return f"{'imap' if system.adapter == 'inbox' else system.name.replace('_', '-')}.{UNKNOWN}"


def _system(system: LearnedSystem) -> Iterator[str]:
    yield table_name(("systems", system.name))
    yield f"adapter  = {toml(system.adapter)}"
    yield from _where(system)
    if system.auth is not None:
        yield f"auth     = {toml(system.auth)}"
    for kind, table in system.subjects.items():
        yield ""
        yield from _subject(system, kind, table)


def _where(system: LearnedSystem) -> Iterator[str]:
    if system.adapter == "inbox":
        yield f"host     = {toml(_host(system))}"
        yield from _open("host: the mail server, and how its mailboxes are opened")
        yield 'auth     = { kind = "password", user = "{of}", password_env = "MAILBOX_PASSWORD" }'
        return
    if system.adapter == "sql":
        yield f"url_env  = {toml(system.name.upper().replace('-', '_') + '_DATABASE')}"
        return
    if system.speaks != "json":
        yield f"speaks   = {toml(system.speaks)}"
    yield f"base_url = {toml(system.base_url or f'https://{_host(system)}')}"
    if not system.base_url:
        yield from _open("base_url: where it is")
    if system.auth is None:
        name = system.name.upper().replace("-", "_")
        yield from _open(
            f'auth: how to log in: auth = {{ kind = "bearer", token_env = "{name}_TOKEN" }}'
        )


def _subject(system: LearnedSystem, kind: str, table: LearnedSubject) -> Iterator[str]:
    proposal = table.proposal
    if not proposal.fields:
        if not table.unseen:
            yield from _open(f"{kind}: nothing that is known stands in its answer")
        yield from (line for each in proposal.open for line in _open(each))
        return
    yield table_name(("systems", system.name, kind))
    words = {key: each for key, each in table.question.items() if key not in {"page", "read"}}
    if proposal.record is not None:
        words["record"] = proposal.record
    if proposal.key is not None:
        words["key"] = proposal.key
    fields = {each.name: each for each in proposal.fields}
    wide = max(map(len, (*words, *fields)))
    yield from (f"{key:<{wide}} = {toml(each)}" for key, each in words.items())
    for name, each in fields.items():
        yield f"{name:<{wide}} = {toml(each.words)}   # {_evidence(each)}"
        yield from (line for doubt in each.open for line in _open(f"{name}: {doubt}"))
    yield from (line for each in (*proposal.open, *table.open) for line in _open(each))
    for key in ("page", "read"):
        if key in table.question:
            yield ""
            yield table_name(("systems", system.name, kind, key))
            yield from (f"{one} = {toml(it)}" for one, it in table.question[key].items())


def _evidence(proposed: FieldProposal) -> str:
    said = _brief(proposed.said)
    if proposed.beside:
        said = f"{said} at {proposed.beside}"
    if not proposed.elsewhere:
        return said
    places = (
        "1 other place" if len(proposed.elsewhere) == 1 else f"{len(proposed.elsewhere)} others"
    )
    return f"{said}; also in {places}: {listed_places(proposed.elsewhere)}"


def _brief(said: object) -> str:
    if isinstance(said, Sequence) and not isinstance(said, str):
        text = ", ".join(map(str, said))
    else:
        text = str(said)
    line = " ".join(visible(text).split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"


def _open(what: str) -> Iterator[str]:
    yield f"# open: {' '.join(visible(what).split())}"


def open_questions(systems: Sequence[LearnedSystem]) -> int:
    """Count what remains open in all tables."""
    return sum(
        len(table.open) + len(table.proposal.open) + sum(len(e.open) for e in table.proposal.fields)
        for each in systems
        for table in each.subjects.values()
    )
