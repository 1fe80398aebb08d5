"""Where samestory's own steps and examples lie: within the package, or beside it in a checkout.

There is one copy of each. The wheel is built with them inside; run from a checkout, they are read
where they are kept.
"""

from __future__ import annotations

from pathlib import Path

from samestory.errors import WrongCall

PACKED = Path(__file__).parent / "project"
CHECKOUT = Path(__file__).parents[3]
KEPT = {"steps": CHECKOUT / "steps", "examples": CHECKOUT / "landscapes" / "examples"}


def folder_of(name: str) -> Path:
    """The folder of that name. Raises `WrongCall` where this installation lacks it."""
    for folder in (PACKED / name, KEPT[name]):
        if folder.is_dir():
            return folder
    raise WrongCall(
        f"This installation of samestory lacks its {name}.\n  Install it again: pip install "
        "--force-reinstall samestory"
    )


def steps() -> dict[str, str]:
    """The text of each step file, by its name."""
    return {each.name: each.read_text(encoding="utf-8") for each in folder_of("steps").glob("*.py")}
