"""The JSON Schema of landscapes accepts what `load` accepts, and refuses what is misspelt."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from samestory.config.schema import landscape_reference, landscape_schema
from samestory.config.words import Words

ROOT = Path(__file__).parents[2] / "landscapes"
LANDSCAPES = sorted((*ROOT.glob("*.toml"), *ROOT.glob("examples/*.toml")))


@pytest.fixture(scope="module")
def validator() -> Any:
    jsonschema = pytest.importorskip("jsonschema")
    schema = landscape_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def mistakes_in(validator: Any, document: object) -> list[str]:
    return [f"{each.json_path}: {each.message}" for each in validator.iter_errors(document)]


@pytest.mark.parametrize("file", LANDSCAPES, ids=lambda file: file.stem)
def test_it_accepts_every_landscape(validator: Any, file: Path):
    """Those that samestory brings along, and all examples."""
    assert [] == mistakes_in(validator, tomllib.loads(file.read_text("utf-8")))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[guard]", "[gaurd]"),
        ("hosts ", "hots "),
        ("base_url", "base_ulr"),
        ("token_env", "tokn_env"),
        ('adapter  = "http"', 'adapter  = "htpp"'),
        ("currency", "curency"),
    ],
)
def test_it_refuses_a_misspelt_word(validator: Any, old: str, new: str):
    """As `load` does; an editor underlines it."""
    text = (ROOT / "demo.toml").read_text("utf-8")

    assert old in text
    assert mistakes_in(validator, tomllib.loads(text.replace(old, new)))


def _models(of: type[Words] = Words) -> list[type[Words]]:
    return [each for child in of.__subclasses__() for each in (child, *_models(child))]


def test_no_word_is_without_a_description():
    """What cannot be looked up cannot be used."""
    landscape_schema()  # imports every adapter
    own = [each for each in _models() if each.__module__.startswith("samestory.")]

    assert [] == [
        f"{model.__name__}.{name}"
        for model in own
        if not model.__name__.startswith("_")
        for name, word in model.words().items()
        if not word.description
    ]


def test_the_reference_names_every_word():
    """One table of words for each table of a landscape."""
    reference = landscape_reference()

    for word in ("`patience`", "`base_url`", "`follow_links`", "`token_env`", "`means`", "`each`"):
        assert f"| {word} |" in reference
