"""What an OpenAPI file adds: where an answer is asked for, examples, and the codes of a status."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from samestory.config.subjects import KNOWN
from samestory.errors import WrongCall
from samestory.extras import missing
from samestory.learn.answers import KeptAnswer, answer_of
from samestory.learn.field_words import FIELD_WORDS, fitness, is_echo, named_fit
from samestory.learn.known_orders import KnownOrder
from samestory.learn.places import Steps, spots
from samestory.learn.proposals import SubjectProposal
from samestory.learn.systems import LearnedSubject, LearnedSystem

DEEPEST = 8
"""Objects within each other that are looked into; schemas may hold themselves."""
MOST_CODES = 20
TELLING = 2.0
"""How well a name fits before it is worth naming without a value."""
ALIKE = 0.5
"""The part of the names in an answer that its schema has to have."""


@dataclass(frozen=True, slots=True)
class Operation:
    """A question that a file describes: its path, its parameters, and its answer."""

    path: str
    query: Sequence[str]
    places: Mapping[Steps, Mapping[str, Any]]
    """The schema of every value in its answer, by the steps to it."""
    examples: Sequence[object]

    @property
    def find(self) -> str:
        """The path with the key in the place of its one parameter; "" if that is not clear."""
        blanks = [each for each in self.path.split("/") if each.startswith("{")]
        if len(blanks) == 1:
            return self.path.replace(blanks[0], "{key}")
        named = [each for each in self.query if named_fit("key", (each,)) >= TELLING]
        return f"{self.path}?{named[0]}={{key}}" if named and not blanks else ""


@dataclass(frozen=True, slots=True)
class OpenApi:
    """A file: where the system is ("" if that is not said), and what it can be asked."""

    file: str
    base_url: str
    operations: Sequence[Operation]

    def examples(self, known: KnownOrder) -> list[KeptAnswer]:
        """Return the example that holds the known order's number, if there is one."""
        for operation in self.operations:
            for each in operation.examples:
                answer = answer_of(json.dumps(each).encode(), self.file, "json")
                if answer.holds(known.order.key):
                    return [answer]
        return []

    def operation_of(self, document: object) -> Operation | None:
        """Return the question whose answer has most of the names of a document."""
        names = {_keys(each.steps) for each in spots(document)}
        rated = [
            (len(names & {_keys(steps) for steps in each.places}) / max(1, len(names)), each)
            for each in self.operations
        ]
        best = max(rated, key=lambda each: each[0], default=None)
        return best[1] if best is not None and best[0] >= ALIKE else None


def _keys(steps: Steps) -> tuple[str, ...]:
    return tuple(each for each in steps if isinstance(each, str))


def read_openapi(path: Path) -> OpenApi:
    """Read a file, JSON or YAML. Raise `WrongCall` if it is none."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        document = json.loads(text) if text.lstrip().startswith("{") else _yaml(text)
    except OSError as error:
        raise WrongCall(f"{path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise WrongCall(f"{path} is neither JSON nor YAML: {error}.") from error
    if not isinstance(document, Mapping) or not isinstance(document.get("paths"), Mapping):
        raise WrongCall(f"{path} is no OpenAPI file: it has no paths.\n  Name the file itself.")
    servers = document.get("servers") or [{}]
    base = str(servers[0].get("url", "")) if isinstance(servers[0], Mapping) else ""
    whole = base.rstrip("/") if urlsplit(base).hostname and "{" not in base else ""
    return OpenApi(str(path), whole, list(_operations(document)))


def _yaml(text: str) -> object:
    if (lacking := missing("yaml")) is not None:
        raise WrongCall("\n  ".join(lacking))
    yaml: Any = import_module("yaml")
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError(" ".join(str(error).split())) from error


def _operations(document: Mapping[str, Any]) -> Iterator[Operation]:
    for path, methods in document["paths"].items():
        operation = methods.get("get") if isinstance(methods, Mapping) else None
        if not isinstance(operation, Mapping):
            continue
        given = [*methods.get("parameters", []), *operation.get("parameters", [])]
        parameters = [_resolved(document, each) for each in given]
        query = [str(each.get("name")) for each in parameters if each.get("in") == "query"]
        answer = _resolved(document, (operation.get("responses") or {}).get("200", {}))
        contents = (answer.get("content") or {}).items()
        content: Mapping[str, Any] = next((each for kind, each in contents if "json" in kind), {})
        schema = _resolved(document, content.get("schema", {}))
        examples = [each.get("value") for each in (content.get("examples") or {}).values()]
        examples += [each["example"] for each in (content, schema) if "example" in each]
        yield Operation(path, query, dict(_places(document, schema, ())), examples)


def _resolved(document: Mapping[str, Any], node: Any) -> Mapping[str, Any]:
    for _ in range(DEEPEST):
        if not isinstance(node, Mapping) or not isinstance(node.get("$ref"), str):
            break
        found: Any = document
        for step in node["$ref"].removeprefix("#/").split("/"):
            name = step.replace("~1", "/").replace("~0", "~")
            found = found.get(name) if isinstance(found, Mapping) else None
        node = found
    return node if isinstance(node, Mapping) else {}


def _places(
    document: Mapping[str, Any], node: object, steps: Steps
) -> Iterator[tuple[Steps, Mapping[str, Any]]]:
    """Yield the schema of each value, as deep as anything is looked for."""
    if len(steps) > DEEPEST:
        return
    schema = _resolved(document, node)
    parts = [*(_resolved(document, each) for each in schema.get("allOf", [])), schema]
    properties = {
        name: inner for each in parts for name, inner in (each.get("properties") or {}).items()
    }
    for name, inner in properties.items():
        yield from _places(document, inner, (*steps, name))
    if not properties and "items" in schema:
        yield from _places(document, schema["items"], (*steps, 0))
    elif not properties:
        yield steps, schema


def learn_from_openapi(
    systems: Sequence[LearnedSystem], apis: Mapping[str, OpenApi], known: KnownOrder
) -> list[LearnedSystem]:
    """Return the systems with what their files add: nothing is proposed by a name alone."""
    found = {each.name: each for each in systems}
    for name, api in apis.items():
        system = found.setdefault(name, LearnedSystem(name))
        system.base_url = system.base_url or api.base_url
        if "order" in system.subjects:
            _add_question(system.subjects["order"], api)
            _add_codes(system.subjects["order"], api)
        else:
            system.subjects["order"] = _by_names_alone(api, known)
    return list(found.values())


def _add_question(table: LearnedSubject, api: OpenApi) -> None:
    operation = api.operation_of(table.first_answer)
    if table.speaks != "json" or operation is None or not operation.find:
        return
    if any(each.startswith("find:") for each in table.open) and "via" not in table.question:
        table.question["find"] = operation.find
        table.open = [each for each in table.open if not each.startswith("find:")]
        table.open.append(f"find: it is from {api.file}, where {operation.path} answers so")


def _add_codes(table: LearnedSubject, api: OpenApi) -> None:
    """Name the codes that a status may have beside the known ones."""
    operation = api.operation_of(table.first_answer)
    for each in table.proposal.fields:
        means = each.words.get("means")
        if operation is None or not isinstance(means, Mapping):
            continue
        last = str(each.words["at"]).rpartition(".")[2]
        for steps, schema in operation.places.items():
            codes = [str(code) for code in schema.get("enum", []) if str(code) not in means]
            if steps and steps[-1] == last and codes:
                told = ", ".join(codes[:MOST_CODES])
                table.open.append(f"{each.name}: {api.file} knows these codes as well: {told}")
                break


def _by_names_alone(api: OpenApi, known: KnownOrder) -> LearnedSubject:
    """Say which places are called as fields are: no value of them was seen, so none is proposed."""
    proposal = SubjectProposal("order")
    rated = [(_named(each, known), each) for each in api.operations]
    named, operation = max(
        rated, key=lambda each: sum(fit for fit, _ in each[0].values()), default=({}, None)
    )
    if operation is None or not named:
        return LearnedSubject(
            proposal, open=[f"order: {api.file} describes nothing like one"], unseen=True
        )
    proposal.open.append(
        f"find: {operation.find or operation.path} may answer about an order; keep an answer about "
        f"{known.order.key}, and name it with --answer"
    )
    for name, (_, steps) in named.items():
        path = "".join("[]" if isinstance(each, int) else f".{each}" for each in steps)
        proposal.open.append(f"{name}: perhaps at {path.lstrip('.')}, by its name alone")
    return LearnedSubject(proposal, unseen=True)


def _named(operation: Operation, known: KnownOrder) -> dict[str, tuple[float, Steps]]:
    """Return by field the place of an answer whose name fits it best, if one does."""
    found = {}
    for name in KNOWN["order"]:
        if name not in known.order.values or name not in FIELD_WORDS:
            continue
        rated = [
            (fitness(name, steps), steps)
            for steps in operation.places
            if not is_echo(steps) and named_fit(name, steps) >= TELLING
        ]
        if rated:
            found[name] = max(rated, key=lambda each: each[0])
    return found
