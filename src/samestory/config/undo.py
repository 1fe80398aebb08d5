"""Reads the tables `[undo.KIND]` against what the rest of the landscape says."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from samestory.config.adapter import NoAdapter
from samestory.config.config_errors import listed, table_name
from samestory.config.entries import SystemEntry
from samestory.config.landscape import ChannelEntry
from samestory.config.placeholders import check_blanks
from samestory.config.tables import Table
from samestory.config.undo_words import RequestWords, UndoTable, UndoWayTable, UndoWords
from samestory.config.words import Surroundings, shown, unknown
from samestory.core.model import Field
from samestory.errors import did_you_mean
from samestory.journeys.promise_rules import BY_EMAIL, PromiseRules
from samestory.journeys.undo_rules import UndoRule, UndoRules, UndoWay

METHODS = ("DELETE", "PATCH", "POST", "PUT")
IN_WORDS = frozenset({"status", "text", "count"})
"""The kinds of comparison of fields whose values can be written as words."""
_REQUEST = re.compile(r"(\S+)\s+(\S.*)")


@dataclass(frozen=True, slots=True)
class UndoTables:
    """Reads the tables against what the rest of the landscape says."""

    around: Surroundings
    kinds: Mapping[str, Mapping[str, Field]]
    rules: Mapping[str, PromiseRules]
    systems: Mapping[str, SystemEntry]
    channels: Mapping[str, ChannelEntry]

    def read(self, table: Table) -> UndoRules:
        """Return the rules by kind; notes every mistake."""
        nothing = UndoWords.read_own(table.content, table.place, self.around).leaves_nothing
        table.asked.update(UndoWords.words())
        with self.around.within(table.place):
            for each in nothing:
                self._check_action("leaves_nothing", each)
        found = {kind: self._rule(kind, inner) for kind, inner in table.tables()}
        table.unknown_keys()
        return UndoRules(found, frozenset(nothing))

    def _rule(self, kind: str, table: Table) -> UndoRule:
        words = UndoTable.read(table.content, table.place, self.around)
        with self.around.within(table.place):
            for each in words.made_by:
                self._check_action("made_by", each)
            self._check_systems(kind, words)
            return UndoRule(
                kind=kind,
                ways=self._ways(kind, words),
                unless=self._words(kind, "unless", words.unless),
                made_by=frozenset(words.made_by),
                found_by=self._found_by(kind, words.found_by),
                asked=words.asked,
                keeps=words.keeps,
            )

    def _ways(self, kind: str, words: UndoTable) -> tuple[UndoWay, ...]:
        own = {name for name in UndoWayTable.words() if getattr(words, name)}
        if not words.ways:
            return (self._way(kind, words),)
        if own:
            self.around.mistake(
                f"there are both 'ways' and '{min(own)}'.",
                f"Move '{min(own)}' into one of the ways.",
            )
        tables = [each for each in words.ways if isinstance(each, Mapping)]
        if len(tables) < len(words.ways):
            self.around.mistake("'ways' holds something that is no table.", "Write [{ ... }].")
        place = (*self.around.place, "ways")
        read = [UndoWayTable.read(each, place, self.around) for each in tables]
        with self.around.within(place):
            return tuple(self._way(kind, each) for each in read)

    def _way(self, kind: str, words: UndoWayTable) -> UndoWay:
        """Return one way; exactly one of an action, a request and a reason has to be there."""
        given = [name for name in ("channel", "request", "cannot") if getattr(words, name)]
        if len(given) != 1:
            fact = f"there are both '{given[0]}' and '{given[1]}'" if given else "no way is said"
            self.around.mistake(
                f"{fact}.",
                'Write one of: channel = "...", action = "..."; system = "...", request = "..."; '
                'cannot = "why".',
            )
        if words.channel:
            self._check_action("action", f"{words.channel}.{words.action}")
        request = self._request(words.request) if words.request else {}
        if words.request:
            self._check_requested(words.system)
        when = self._words(kind, "when", words.when)
        return UndoWay(
            channel=words.channel,
            action=words.action,
            system=words.system,
            request=request,
            cannot=words.cannot,
            when=when,
        )

    def _request(self, given: object) -> Mapping[str, Any]:
        if isinstance(given, str) and (match := _REQUEST.fullmatch(given.strip())):
            given = {"method": match[1], "path": match[2]}
        if not isinstance(given, Mapping):
            self.around.mistake(
                f"'request' is {shown(given)}, which is no request.",
                'Write it like this: request = "DELETE /customers/{key}"',
            )
            return {}
        read = RequestWords.read(given, (*self.around.place, "request"), self.around)
        method = read.method.upper()
        if read.method and method not in METHODS:
            self.around.mistake(*unknown("method of a request", read.method, METHODS))
        sent = {name: getattr(read, name) for name in ("query", "body", "form")}
        found = {name: each for name, each in sent.items() if each is not None}
        check_blanks(self.around, [read.path, *found.values()])
        return {"method": method, "path": read.path, **found}

    # Checking -----------------------------------------------------------------------------------

    def _check_action(self, key: str, named: str) -> None:
        channel, _, action = named.partition(".")
        if channel not in self.channels:
            self.around.mistake(*unknown("channel", channel, self.channels))
            return
        pages = self.channels[channel].pages
        methods = [each for each in dir(pages) if not each.startswith("_")] if pages else []
        if pages is not None and action not in methods:
            self.around.mistake(
                f"'{key}' names '{named}', and the page objects of [channels.{channel}] have no "
                "such method.",
                f"{did_you_mean(action, methods)}Known: {listed(methods)}.",
            )

    def _check_requested(self, name: str) -> None:
        able = [each.name for each in self.systems.values() if _takes_requests(each)]
        if name not in able:
            self.around.mistake(*unknown("system that takes requests", name, able))

    def _check_systems(self, kind: str, words: UndoTable) -> None:
        for each in words.keeps:
            if each not in self.systems:
                self.around.mistake(*unknown("system", each, self.systems))
        for each in words.asked:
            if each not in self.systems:
                self.around.mistake(*unknown("system", each, self.systems))
            elif kind not in self.systems[each].subjects:
                self.around.mistake(
                    f"'asked' names '{each}', which cannot be asked about '{kind}'.",
                    f"Describe it in {table_name(('systems', each, kind))}, or leave it out.",
                )
            elif _in_browser(self.systems[each]):
                self.around.mistake(
                    f"'asked' names '{each}', which is read in a customer's own browser.",
                    "Name systems that can be asked without her.",
                )

    def _words(self, kind: str, key: str, given: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
        """Read `unless` or `when`: fields of the kind, each with one word or several."""
        fields = {
            name: each for name, each in self.kinds.get(kind, {}).items() if each.kind in IN_WORDS
        }
        found = {}
        for name, value in given.items():
            words = tuple(map(str, value if isinstance(value, list) else [value]))
            if name not in fields:
                self.around.mistake(*unknown(f"field in '{key}'", name, fields))
                continue
            known = self._known(kind, name)
            for each in words if known else ():
                if each not in known:
                    self.around.mistake(*unknown(f"word of '{name}' in '{key}'", each, known))
            found[name] = words
        return found

    def _known(self, kind: str, field: str) -> set[str]:
        """Return what systems can say in a field, if all of them explain their codes."""
        tellers = [each.subjects[kind] for each in self.systems.values() if kind in each.subjects]
        read = [each.fields[field] for each in tellers if field in each.fields]
        means = [dict(each.means or {}) for each in read]
        return {word for each in means for word in each.values()} if all(means) else set()

    def _found_by(self, kind: str, given: str) -> str:
        able = [
            name
            for name, fields in self.kinds.items()
            if "numbers" in fields and self.rules[name].key == BY_EMAIL
        ]
        if given and given not in able:
            self.around.mistake(*unknown("kind with `numbers` by her mail address", given, able))
        plural = f"{kind}s"
        return given or (plural if plural in able else "")


def _takes_requests(entry: SystemEntry) -> bool:
    return not _in_browser(entry) and not entry.own and bool(entry.settings.get("base_url"))


def _in_browser(entry: SystemEntry) -> bool:
    """Return whether it is asked in a browser; False if its adapter is a mistake itself."""
    try:
        return entry.in_browser
    except NoAdapter:
        return False
