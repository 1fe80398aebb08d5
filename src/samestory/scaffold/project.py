"""The files of a new project, as texts."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from samestory.config.secrets import variables
from samestory.exit_codes import MEANING
from samestory.scaffold.company import Company
from samestory.scaffold.origin import Origin, where_from
from samestory.scaffold.sources import steps

TEMPLATES = Path(__file__).parent / "templates"

ALWAYS = {
    "pyproject.toml": "pyproject.toml.j2",
    "landscapes/company.toml": "landscape.toml.j2",
    ".env.example": "env.example.j2",
    ".gitignore": "gitignore.j2",
    ".github/workflows/samestory.yml": "github.yml.j2",
    ".gitlab-ci.yml": "gitlab.yml.j2",
    "README.md": "readme.md.j2",
    "steps/on_file.py": "steps/on_file.py.j2",
}
PAGES = {"landscapes/shop_pages.py": "shop_pages.py.j2"}
ORDERS = {
    "features/ordering/ordering.feature": "features/ordering.feature.j2",
    "features/amending/amending.feature": "features/amending.feature.j2",
}
KNOWING = {"features/knowing/knowing.feature": "features/knowing.feature.j2"}
SUBSCRIBING = {"steps/subscribing.py": "steps/subscribing.py.j2"}
ON_FILE = {"features/records/records.feature": "features/records.feature.j2"}
"""Without a website nobody can act, so that what is on file already is compared."""


def files_for(of: Company, came_from: Origin | None = None) -> dict[str, str]:
    """The text of every file, by its path in the project; the steps are samestory's own.

    `came_from` is where the project gets samestory; otherwise, where the one that runs is from.
    """
    came_from = came_from or where_from()
    described = _drawn("landscape.toml.j2", of, came_from)
    secrets = list(dict.fromkeys(name for _, name in variables(tomllib.loads(described))))
    templates = _templates(of).items()
    drawn = {path: _drawn(each, of, came_from, secrets) for path, each in templates}
    code = {f"landscapes/{name}": text for each in of.examples for name, text in each.files.items()}
    return {**drawn, **code, **_steps()}


def always() -> list[str]:
    """The files that every project has."""
    return [*ALWAYS, *_steps()]


def _steps() -> dict[str, str]:
    return {f"steps/{name}": text for name, text in steps().items()}


def _templates(of: Company) -> dict[str, str]:
    if not of.website:
        return ALWAYS | ON_FILE
    acts = ORDERS if len(of.telling("order")) > 1 else {}
    knows = KNOWING if len(of.sellers) > 1 or of.lists else {}
    return ALWAYS | PAGES | acts | knows | (SUBSCRIBING if of.lists else {})


def _drawn(template: str, of: Company, came_from: Origin, secrets: Sequence[str] = ()) -> str:
    """A file; what comes from the user stands in quotes, or was checked before."""
    drawing = Environment(  # noqa: S701 - these are files of code and configuration, not HTML
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    drawing.filters["quoted"] = lambda text: json.dumps(text, ensure_ascii=False)
    drawing.filters["together"] = together
    return drawing.get_template(template).render(
        of=of,
        exits=MEANING,
        secrets=secrets,
        origin=came_from,
        requirement=came_from.requirement(["postgresql"] if of.in_databases else []),
        orders=of.telling("order"),
        customers=of.telling("customer"),
    )


def together(names: list[str]) -> str:
    """The website, her inbox and the CRM."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
