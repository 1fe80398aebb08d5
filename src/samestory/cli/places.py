"""Where a command finds its landscape and its features, and what to do if they are missing."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from samestory.errors import WrongCall

if TYPE_CHECKING:
    from samestory.config import Landscape

FOLDER = Path("landscapes")
DEMO = FOLDER / "demo.toml"
FEATURES = Path("features")
REPORT = Path("reports")


def usual_landscape() -> Path:
    """Return the landscape that pyproject.toml in this folder names, else the demo's."""
    return landscape_of_project() or DEMO


def landscape_of_project() -> Path | None:
    """Return the landscape that pyproject.toml in this folder names; None if it names none."""
    try:
        settings = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return None
    pytest = settings.get("tool", {}).get("pytest", {})
    named = {**pytest.get("ini_options", {}), **pytest}.get("samestory_landscape")
    return Path(named) if isinstance(named, str) and named else None


def to_name(landscape: str) -> str:
    """Return a landscape as a call has to name it; "" if it is the usual one, or there is none."""
    from samestory.report.gate import same_landscape
    from samestory.report.results_folder import shown_path

    usual = not landscape or same_landscape(landscape, usual_landscape().as_posix())
    return "" if usual else shown_path(Path(landscape), Path.cwd())


def begin(report: Path, *, some: bool, replace: bool) -> Path:
    """Remove the results of the last run, and return the folder for those of this one.

    Raise `WrongCall` if it cannot be written.
    """
    from samestory.report.results_folder import folder_for_run, remove_all_results

    folder = folder_for_run(report, some=some and not replace)
    remove_all_results(folder)
    return folder


def loaded(path: Path, *, partly: bool = False) -> tuple[Landscape, dict[str, str]]:
    """Return the landscape and the environment it was loaded with: that of its company if it is up.

    `partly` leaves out the systems whose secrets are not set; see `load`.
    """
    from samestory.cli.extensions import environment_for
    from samestory.config import load

    must_exist(path)
    environ = environment_for(path, os.environ)
    return load(path, environ, partly=partly), environ


def described(path: Path) -> Landscape:
    """Return a landscape that nobody is going to ask: variables that are not set do not matter."""
    from samestory.cli.extensions import environment_for
    from samestory.config import load
    from samestory.config.secrets import unset

    must_exist(path)
    environ = environment_for(path, os.environ)
    return load(path, {**environ, **unset(path, environ)})


def must_exist(path: Path) -> None:
    """Raise `WrongCall` if a file or folder does not exist, naming the landscapes that do."""
    if path.exists():
        return
    where = "" if path.is_absolute() else f" in {Path.cwd()}"
    places = dict.fromkeys((path.parent, FOLDER)) if path.suffix == ".toml" else ()
    known = [str(each) for place in places for each in sorted(place.glob("*.toml"))]
    landscapes = [each for each in known if Path(each).name != "pyproject.toml"]
    raise WrongCall(
        f"There is no '{path}'{where}.\n"
        + (
            f"  Known landscapes: {', '.join(landscapes)}."
            if landscapes
            else "  Go to the folder that holds features/, steps/ and landscapes/, and try again."
        )
    )
