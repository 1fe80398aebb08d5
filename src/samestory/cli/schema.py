"""`samestory schema`: all words of a landscape, for editors and for people."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated

import typer


class SchemaFormat(StrEnum):
    """How the words are printed."""

    JSON = "json"
    MARKDOWN = "markdown"


def schema(
    form: Annotated[
        SchemaFormat, typer.Option("--format", help="`markdown`: a reference for people.")
    ] = SchemaFormat.JSON,
) -> None:
    """Print the JSON Schema of landscapes, with the adapters that are installed.

    Editors complete and check a landscape with it (Even Better TOML, taplo): write it to a file,
    and `#:schema ./landscape.schema.json` into the first line of the landscape.
    """
    from samestory.config.schema import landscape_reference, landscape_schema

    if form is SchemaFormat.MARKDOWN:
        typer.echo(landscape_reference())
    else:
        typer.echo(json.dumps(landscape_schema(), indent=2, ensure_ascii=False))
