"""All words of a landscape, from their models: as JSON Schema, and as Markdown."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from pydantic.json_schema import models_json_schema

from samestory.config.adapter import Adapter, NoAdapter, adapter_named, installed
from samestory.config.auth import CREDENTIALS, kinds_of
from samestory.config.customers import Customers
from samestory.config.due import DueWords
from samestory.config.mask import Mask
from samestory.config.models import (
    ChannelTable,
    CompanyTable,
    FootprintTable,
    GuardTable,
    RulesTable,
)
from samestory.config.readings import PARTS, READINGS
from samestory.config.subjects import KNOWN
from samestory.config.systems import SubjectWords, SystemTable
from samestory.config.telemetry import TelemetryTable
from samestory.config.toml_text import toml
from samestory.config.undo_words import RequestWords, UndoTable, UndoWayTable, UndoWords
from samestory.config.waiting import Defaults
from samestory.config.words import Words
from samestory.core.comparison import KINDS

Schema = dict[str, Any]

_REF = "#/$defs/{model}"
_TABLES: Mapping[str, type[Words]] = {
    "company": CompanyTable,
    "guard": GuardTable,
    "rules": RulesTable,
    "defaults": Defaults,
    "customers": Customers,
    "mask": Mask,
    "footprint": FootprintTable,
}
_TEXT = {"type": "string"}
_KEY = 'With what systems are asked: "email", or a kind: the number of her newest promise of it.'
_FIELD_KINDS: Schema = {"enum": sorted(KINDS)}
_COMPLETED_FIELD: Schema = {
    "type": "object",
    "properties": {
        "kind": _FIELD_KINDS,
        "entered": {"enum": ["address", "email", "name", "phone"]},
        "unsaid": {"type": ["string", "number"]},
    },
    "required": ["kind"],
    "additionalProperties": False,
}
"""A field that a promise holds although no page tells it."""


def landscape_schema() -> Schema:
    """Return the JSON Schema (2020-12) of landscapes, with the adapters that are installed."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A landscape of samestory",
        "type": "object",
        "properties": {
            **{name: _ref(model.__name__) for name, model in _TABLES.items()},
            "systems": _named(_ref("system"), "The systems that are asked, by their names."),
            "channels": _named(_ref("ChannelTable"), "The ways in which customers act."),
            "subjects": _subjects(),
            "authority": _named(
                _named(_TEXT, "A field, and the name of the system."),
                "By kind of subject, which system is right about a field by nature.",
            ),
            "tolerance": _named(
                _named(_TEXT, 'A field, and how much: "0.01 EUR", "0.5 %", "1 min".'),
                "By kind of subject, how far the values of a field may be apart.",
            ),
            "undo": _undo(),
            "telemetry": _telemetry(),
            "lacks": _named(_TEXT, "What this company does not have, and why."),
        },
        "required": ["systems"],
        "additionalProperties": False,
        "$defs": _definitions(_adapters()),
    }


def _subjects() -> Schema:
    return _named(
        {
            "type": "object",
            "properties": {"key": {**_TEXT, "description": _KEY}},
            "additionalProperties": {"anyOf": [_FIELD_KINDS, _COMPLETED_FIELD]},
        },
        "Further kinds of subjects and fields, each with its kind of comparison.",
    )


def _undo() -> Schema:
    by_kind = _named(_ref(UndoTable.__name__), "How what a run made is taken back, by kind.")
    return {**by_kind, "properties": UndoWords.model_json_schema(by_alias=True)["properties"]}


def _telemetry() -> Schema:
    """Its own words, and by kind of subject where its fields stand in a span."""
    words = TelemetryTable.model_json_schema(by_alias=True)
    by_kind = {"type": "object", "additionalProperties": {"$ref": "#/$defs/field"}}
    return {**words, "additionalProperties": by_kind}


def _definitions(adapters: Mapping[str, Adapter]) -> dict[str, Schema]:
    parts = [model for _, model in PARTS.values()]
    models: list[Any] = [*_TABLES.values(), ChannelTable, SystemTable, *READINGS.values(), *parts]
    models += [*CREDENTIALS, SubjectWords, UndoTable]
    others = [(each.settings, each.question) for each in adapters.values()]
    models += [model for pair in others for model in pair]
    unique = list(dict.fromkeys(models))
    refs, found = models_json_schema(
        [(each, "validation") for each in unique], ref_template=_REF, by_alias=True
    )
    defs: dict[str, Schema] = found["$defs"]
    _drop_durations(defs)
    of = {model: defs[refs[model, "validation"]["$ref"].rpartition("/")[2]] for model in unique}
    for name, adapter in adapters.items():
        defs[f"subject of {name}"] = _subject(of[SubjectWords], of[adapter.question])
        defs[f"system of {name}"] = _system(name, adapter, of[SystemTable], of[adapter.settings])
    defs["field"] = {"anyOf": [_TEXT, {"type": "object"}]}
    defs["system"] = _any_system(adapters)
    return defs


def _adapters() -> dict[str, Adapter]:
    found = {}
    for name in sorted(installed()):
        with suppress(NoAdapter):
            found[name] = adapter_named(name)
    return found


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _named(each: Schema, description: str) -> Schema:
    return {"type": "object", "additionalProperties": each, "description": description}


def _drop_durations(defs: Mapping[str, Schema]) -> None:
    """Drop the defaults that are no values of TOML, such as PT5S for "5 s"."""
    for model in defs.values():
        for each in model.get("properties", {}).values():
            if str(each.get("default")).startswith("PT") or each.get("default") is None:
                each.pop("default", None)


def _subject(common: Schema, words: Schema) -> Schema:
    fields: dict[str, Schema] = {}
    for kind in KNOWN.values():
        for name, comparison in kind.items():
            fields[name] = {"anyOf": [_TEXT, _ref(READINGS[comparison].__name__)]}
    return {
        "type": "object",
        "properties": {**fields, **common["properties"], **words.get("properties", {})},
        "required": words.get("required", []),
        "additionalProperties": _ref("field"),
    }


def _system(name: str, adapter: Adapter, common: Schema, words: Schema) -> Schema:
    subject = _ref(f"subject of {name}")
    kinds = [model for model in CREDENTIALS if set(kinds_of(model)) & set(adapter.auth)]
    auth = {"anyOf": [_ref(model.__name__) for model in kinds]}
    return {
        "type": "object",
        "properties": {
            **dict.fromkeys(KNOWN, subject),
            **common["properties"],
            **words.get("properties", {}),
            "auth": {"description": common["properties"]["auth"]["description"], **auth},
        },
        "required": [*common["required"], *words.get("required", [])],
        "additionalProperties": {"allOf": [{"type": "object"}, subject]},
    }


def _any_system(adapters: Mapping[str, Adapter]) -> Schema:
    own = {"type": "string", "pattern": r":|\$\{"}
    return {
        "type": "object",
        "properties": {"adapter": {"anyOf": [{"enum": list(adapters)}, own]}},
        "required": ["adapter"],
        "allOf": [
            {
                "if": {"properties": {"adapter": {"const": name}}},
                "then": _ref(f"system of {name}"),
            }
            for name in adapters
        ],
    }


def landscape_reference() -> str:
    """Return all words of landscapes as Markdown: a table for each table of TOML."""
    return "\n".join(_reference())


def _reference() -> Iterator[str]:
    yield "# The words of a landscape"
    for name, model in _TABLES.items():
        yield from _section(f"`[{name}]`", model)
    yield from _section("`[telemetry]`", TelemetryTable)
    yield "\nIn `[telemetry.KIND]`: `key` and the fields, each read as in `[systems.NAME.KIND]`."
    yield from _section("`[channels.NAME]`", ChannelTable)
    yield from _section("`[undo.KIND]`", UndoTable)
    yield from _section("`ways` in `[undo.KIND]`", UndoWayTable)
    yield from _section("`request` in `[undo.KIND]`", RequestWords)
    yield from _section("`[undo]`", UndoWords)
    yield from _section("`[systems.NAME]`", SystemTable)
    yield from _section("`[systems.NAME.KIND]`", SubjectWords)
    for name, adapter in _adapters().items():
        yield from _section(f'`[systems.NAME]` with `adapter = "{name}"`', adapter.settings)
        yield from _section(f'`[systems.NAME.KIND]` with `adapter = "{name}"`', adapter.question)
    yield from _section("`due` in `[systems.NAME.KIND]`", DueWords)
    for model in CREDENTIALS:
        kinds = " or ".join(f'`kind = "{each}"`' for each in kinds_of(model))
        yield from _section(f"`auth` with {kinds}", model)
    for comparison, model in READINGS.items():
        yield from _section(f"a field of kind {comparison}", model)


def _section(title: str, model: Any) -> Iterator[str]:
    yield f"\n## {title}\n"
    yield f"{(model.__doc__ or '').strip().splitlines()[0]}\n"
    if model.words():
        yield "| word | meaning | example |\n|---|---|---|"
    for name, each in model.words().items():
        example = f"`{name} = {toml(each.examples[0])}`" if each.examples else ""
        needed = " Needed." if each.is_required() else ""
        yield f"| `{name}` | {each.description}{needed} | {example} |".replace("\n", " ")
