"""`samestory schema`: all words of a landscape, and of the files that programs read."""

import json
from enum import StrEnum
from typing import Annotated, Any

import typer


class SchemaFormat(StrEnum):
    """How the words are printed."""

    JSON = "json"
    MARKDOWN = "markdown"


class SchemaOf(StrEnum):
    """What is described."""

    LANDSCAPE = "landscape"
    SUMMARY = "summary"
    FAILURES = "failures"


def schema(
    form: Annotated[
        SchemaFormat, typer.Option("--format", help="`markdown`: a reference for people.")
    ] = SchemaFormat.JSON,
    what: Annotated[
        SchemaOf,
        typer.Option("--of", help="`summary`, `failures`: the JSON files of a report folder."),
    ] = SchemaOf.LANDSCAPE,
) -> None:
    """Print the JSON Schema of landscapes, with the adapters that are installed.

    Editors complete and check a landscape with it (Even Better TOML, taplo): write it to a file,
    and `#:schema ./landscape.schema.json` into the first line of the landscape.
    """
    from samestory.config.schema import landscape_reference, landscape_schema

    if what is not SchemaOf.LANDSCAPE:
        typer.echo(json.dumps(_of_file(what), indent=2, ensure_ascii=False))
    elif form is SchemaFormat.MARKDOWN:
        typer.echo(landscape_reference())
    else:
        typer.echo(json.dumps(landscape_schema(), indent=2, ensure_ascii=False))


def _of_file(what: SchemaOf) -> dict[str, Any]:
    from samestory.report.ci.agent_account import FailuresAccount
    from samestory.report.ci.run_digest import RunDigest

    model = RunDigest if what is SchemaOf.SUMMARY else FailuresAccount
    return model.model_json_schema(mode="serialization")
