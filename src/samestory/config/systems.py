"""The tables `[systems.*]`: who can be asked, about what, and where the answer is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta, tzinfo
from typing import Annotated, Any

from samestory.config.adapter import Adapter, NoAdapter, adapter_named
from samestory.config.auth import read_auth
from samestory.config.config_errors import listed, table_name
from samestory.config.due import DueWords, read_due
from samestory.config.entries import Auth, SystemEntry
from samestory.config.own_adapter import ANY, OWN, OwnSettings, words_of_all
from samestory.config.page_objects import read_class
from samestory.config.placeholders import check_blanks, check_unfilled
from samestory.config.readings import Place, read_place, read_reading
from samestory.config.tables import Table
from samestory.config.value_types import Flag, JsonPath, TimeOfDay, read_later
from samestory.config.waiting import Defaults, Waiting
from samestory.config.words import Surroundings, Words, word
from samestory.core.model import Field
from samestory.errors import did_you_mean
from samestory.extraction.entries import ANSWER, FieldReading, Hop, Question, SubjectEntry
from samestory.extraction.paths import first_key


class SystemTable(Waiting):
    """The words of every table `[systems.NAME]`, whatever its adapter."""

    adapter: str = word(
        "How the system is asked: an installed adapter, or a class beside the landscape "
        '("my_erp:Erp").',
        "http",
    )
    called: str | None = word("What people call it.", "CRM", default=None)
    owner: str = word(
        "Who fixes it: a team, a person or an address, as reports name them.",
        "team-books",
        default="",
    )
    due: TimeOfDay | None = word(
        "The time of its nightly batch, if it learns nothing in between.", "02:00", default=None
    )
    none: frozenset[str] | None = word("More spellings of 'no value'.", ["n/a"], default=None)
    auth: Any = word(
        "How to log in; its kinds are those that the adapter can use.",
        {"kind": "bearer", "token_env": "CRM_TOKEN"},
        default=None,
    )


class SubjectWords(Words):
    """The words of every table `[systems.NAME.KIND]`, whatever its adapter."""

    record: JsonPath | None = word(
        "Where the record is in the answer (JMESPath).", "results[0]", default=None
    )
    key: Annotated[Any, read_later(str | Place)] = word(
        "Where it says its key.", "number", default=None
    )
    due: Annotated[Any, read_later(str | DueWords)] = word(
        "When it comes true, if not within the patience.", "02:00", default=None
    )
    optional: Flag = word(
        "Whether the system may rightly have no such record: `ask` leaves it out then.",
        default=False,
    )


_KEPT = ("patience", "settle", "read_lag", "rate", "due")


@dataclass(frozen=True, slots=True)
class SystemTables:
    """Reads the tables of systems against what the rest of the landscape says."""

    around: Surroundings
    zone: tzinfo
    kinds: Mapping[str, Mapping[str, Field]]
    defaults: Defaults

    def read(self, name: str, table: Table) -> SystemEntry:
        """One system, with all of its mistakes, even if its adapter is not known."""
        around = self.around
        words = SystemTable.over(self.defaults, table.content, table.place, around)
        table.asked.update(SystemTable.words())
        with around.within(table.place):
            label, adapter, own = _adapter(table, words.adapter, around)
            auth = _auth(adapter, words.auth, around)
            around = replace(around, auth=auth.kind)
            settings = _settings(adapter, table, around)
            if adapter is not OWN:
                check_unfilled(table, but="user" if adapter.user_is_filled else "")
        defaults = self.defaults.model_copy(update={"none": words.none})
        subjects = SubjectTables(around, self.kinds, defaults, adapter, settings).read(table)
        return SystemEntry(
            name=name,
            adapter=label,
            where=f"{table.mistakes.file}, {table_name(table.place)}",
            zone=self.zone,
            called=name if words.called is None else words.called,
            owner=words.owner.strip(),
            own=own,
            **{key: getattr(words, key) for key in _KEPT},
            timeout=words.timeout / timedelta(seconds=1),
            auth=auth,
            settings=settings,
            pages=settings.get("pages") or None,
            subjects=subjects,
        )


@dataclass(frozen=True, slots=True)
class SubjectTables:
    """Reads the tables of subjects of one system."""

    around: Surroundings
    kinds: Mapping[str, Mapping[str, Field]]
    defaults: Defaults
    adapter: Adapter
    settings: Mapping[str, Any]

    def read(self, table: Table) -> dict[str, SubjectEntry]:
        """Return by kind how the system is asked; notes every word of it that is unknown."""
        found = {}
        for kind, inner in table.tables():
            if kind in self.kinds:
                found[kind] = self._subject(kind, inner)
            else:
                hint = did_you_mean(kind, {*self.kinds, *table.asked} - {kind})
                known = f"Known kinds: {listed(self.kinds)}; add others under [subjects]."
                table.mistake(f"unknown kind of subject '{kind}'.", f"{hint}{known}")
        table.unknown_keys()
        return found

    def _subject(self, kind: str, table: Table) -> SubjectEntry:
        question, known = self._question(table), self.kinds[kind]
        said = SubjectWords.read_own(table.content, table.place, self.around)
        table.asked.update(SubjectWords.words())
        record = said.record
        if record == "@":  # a bare null is no record then
            question = replace(question, null_is_none=True)
        with self.around.within(table.place):
            key = None if said.key is None else read_place(said.key, "key", self.around)
            due = None if said.due is None else read_due(said.due, known, self.around)
            fields = self._fields(table, known)
        read = {name: each.place for name, each in fields.items()} | ({"key": key} if key else {})
        _check_answers(table, question.via, read if record is None else {"record": record})
        return SubjectEntry(
            where=f"{table.mistakes.file}, {table_name(table.place)}",
            question=question,
            record=record,
            key=key,
            due=due,
            optional=said.optional,
            fields=fields,
        )

    def _question(self, table: Table) -> Question:
        model = self.adapter.question
        table.asked.update(words_of_all()[1] if self.adapter is ANY else model.words())
        around = replace(self.around, settings=self.settings, kind=table.place[-1])
        with around.within(table.place):
            return model.read_own(table.content, table.place, around).asked(around)

    def _fields(self, table: Table, known: Mapping[str, Field]) -> dict[str, FieldReading]:
        found = {}
        words = set(table.asked)
        names = [key for key in table.content if key not in words]
        for name in names:
            table.asked.add(name)
            if name in known:
                value, kind = table.content[name], known[name].kind
                found[name] = read_reading(value, name, kind, self.defaults, self.around)
            else:
                hint = did_you_mean(name, {*known, *words})
                table.mistake(f"unknown field '{name}'.", f"{hint}Known fields: {listed(known)}.")
        if not names:
            table.mistake(
                "no field is read here.",
                f'Say where one is: {next(iter(known))} = {{ at = "..." }}',
            )
        return found


def _auth(adapter: Adapter, given: object, around: Surroundings) -> Auth:
    if adapter.user_is_filled and isinstance(given, Mapping):
        with around.within((*around.place, "auth")):
            check_blanks(around, given.get("user", ""))
    return read_auth(given, around, adapter.auth)


def _settings(adapter: Adapter, table: Table, around: Surroundings) -> dict[str, Any]:
    """Read the adapter's words; all that is no table belongs to a company's own adapter."""
    free = {
        key: value
        for key, value in table.content.items()
        if key not in table.asked and not isinstance(value, Mapping)
    }
    if adapter is OWN:
        table.asked.update(free)
        return OwnSettings.read(free, table.place, around).values(around)
    table.asked.update(words_of_all()[0] if adapter is ANY else adapter.settings.words())
    if adapter is ANY:
        free = {key: value for key, value in free.items() if key in {"base_url", "host"}}
        return OwnSettings.read(free, table.place, around).values(around)
    return adapter.settings.read_own(table.content, table.place, around).values(around)


def _adapter(
    table: Table, name: str, around: Surroundings
) -> tuple[str, Adapter, type[Any] | None]:
    """The adapter's name, what it reads, and the class of a company's own one."""
    if ":" in name:
        own = read_class(around, "adapter", name, around.folder)
        if own is not None and not callable(getattr(own, "observe", None)):
            table.mistake(
                f"{name} is no system: it has no method observe.", "Add observe(self, subject)."
            )
        return name, OWN, own
    try:
        return name, adapter_named(name) if name else ANY, None
    except NoAdapter as missing:
        table.mistake(missing.fact, missing.fix)
        return name, ANY, None


def _check_answers(table: Table, via: Sequence[Hop], paths: Mapping[str, str]) -> None:
    """Note each path that begins with no answer, if several questions are asked.

    `paths` are those that look into all answers, by the key that they stand at.
    """
    names = [*(hop.name for hop in via), ANSWER]
    for key, path in paths.items():
        first = first_key(path)
        if via and first is not None and first not in names:
            table.mistake(
                f"{key} begins with '{first}', which is none of the answers here.",
                f"{did_you_mean(first, names) or f'Perhaps {ANSWER}.{path}. '}"
                f"Answers: {listed(names)}.",
            )
