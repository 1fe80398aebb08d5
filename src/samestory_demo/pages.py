"""Drawing pages and letters: the templates and the words that they use."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.responses import HTMLResponse

from samestory_demo.wording import (
    day_first,
    english_money,
    german_money,
    german_window,
    long_day,
    long_window,
)

HERE = Path(__file__).parent / "templates"
STYLE = (HERE / "style.css").read_text(encoding="utf-8")

TEMPLATES = Environment(
    loader=FileSystemLoader(HERE),
    autoescape=select_autoescape(),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
TEMPLATES.filters["german_money"] = german_money
TEMPLATES.filters["english_money"] = english_money
TEMPLATES.filters["day_first"] = day_first
TEMPLATES.filters["long_day"] = long_day
TEMPLATES.filters["german_window"] = lambda visit: german_window(visit.start, visit.end)
TEMPLATES.filters["long_window"] = lambda visit: long_window(visit.start, visit.end)


def page(template: str, /, code: int = 200, **content: object) -> HTMLResponse:
    """The page of this template with this HTTP status; an error names whatever it misses."""
    return HTMLResponse(TEMPLATES.get_template(template).render(content), code)
