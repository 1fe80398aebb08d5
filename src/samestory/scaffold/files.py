"""The files of a new project: filled from the templates, and never written over existing ones."""

import json
import os
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from samestory.config.schema import landscape_schema
from samestory.config.secrets import variables
from samestory.errors import WrongCall
from samestory.exit_codes import MEANING
from samestory.scaffold.examples import folder_of
from samestory.scaffold.origin import Origin, where_from
from samestory.scaffold.project import CUSTOMER, ORDER, Project

TEMPLATES = Path(__file__).parent / "templates"
"""`project/` mirrors the new project; a file of which nothing is left is not written."""
LANDSCAPE = "landscapes/company.toml"
SCHEMA = "landscapes/landscape.schema.json"
"""By which editors complete and check the landscape; `samestory schema` prints it."""
ALWAYS = (
    *(
        "README.md",
        "pyproject.toml",
        LANDSCAPE,
        SCHEMA,
        "steps/on_file.py",
        ".env.example",
        ".gitignore",
    ),
    *(".gitlab-ci.yml", ".github/workflows/samestory.yml"),
)
"""The files that every project has, beside samestory's own steps."""
MOST = 5
"""How many existing files are named at most."""


def files_for(project: Project, origin: Origin | None = None) -> dict[str, str]:
    """Return the text of every file by its path; most steps are samestory's own.

    The project gets samestory from `origin`; by default, from where the running one came.
    """
    origin = origin or where_from()
    described = _filled(LANDSCAPE, project, origin)
    secrets = list(dict.fromkeys(name for _, name in variables(tomllib.loads(described))))
    found = (each.relative_to(TEMPLATES / "project") for each in TEMPLATES.glob("project/**/*.j2"))
    names = [each.as_posix().removesuffix(".j2") for each in found]
    filled = {name: _filled(name, project, origin, secrets) for name in names}
    pages = {
        f"landscapes/{name}": it for each in project.examples for name, it in each.files.items()
    }
    schema = {SCHEMA: json.dumps(landscape_schema(), indent=2) + "\n"}
    return {name: text for name, text in filled.items() if text.strip()} | schema | pages | _steps()


def refuse_existing(folder: Path, names: Iterable[str] | None = None) -> None:
    """Raise `WrongCall` if one of the files exists, or if the folder cannot be one.

    `names` are by default those that every project has.
    """
    if not str(folder).strip() or not str(folder).isprintable():
        raise WrongCall(f"{str(folder)!r} is not a name of a folder.\n  Write it like this: story")
    for each in (folder, *folder.parents):
        if os.path.lexists(each) and not each.is_dir():
            raise WrongCall(f"{each} is in the way.\n  Name another folder, or move it away.")
    names = [*ALWAYS, *_steps()] if names is None else names
    if there := [each for each in names if os.path.lexists(folder / each)]:
        more = f" and {len(there) - MOST} more" if len(there) > MOST else ""
        raise WrongCall(
            f"Nothing was written: {folder} already has {', '.join(there[:MOST])}{more}.\n"
            "  Name another folder, or move them away."
        )


def write_files(folder: Path, files: Mapping[str, str]) -> None:
    """Write every file, or none: raise `WrongCall` if one exists or cannot be written."""
    refuse_existing(folder, files)
    try:
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
    except OSError as error:
        raise WrongCall(
            f"{error.filename} cannot be written: {error.strerror}.\n"
            "  Name another folder, or move it away."
        ) from error


def _steps() -> dict[str, str]:
    files = folder_of("steps").glob("*.py")
    return {f"steps/{each.name}": each.read_text(encoding="utf-8") for each in files}


def _filled(name: str, project: Project, origin: Origin, secrets: Sequence[str] = ()) -> str:
    """One file; what comes from the user is quoted, or was checked before."""
    environment = Environment(  # noqa: S701 - these are files of code and configuration, not HTML
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["quoted"] = lambda text: json.dumps(text, ensure_ascii=False)
    environment.filters["together"] = _together
    return environment.get_template(f"project/{name}.j2").render(
        project=project,
        exits=MEANING,
        secrets=secrets,
        origin=origin,
        requirement=origin.requirement(_extras(project)),
        orders=project.knowing(ORDER),
        customers=project.knowing(CUSTOMER),
    )


def _extras(project: Project) -> list[str]:
    protocols = {each.protocol for each in project.systems}
    copied = "".join(each.text for each in project.examples)
    needs = {
        "imap": project.inbox or 'adapter  = "inbox"' in copied,
        "postgresql": "sql" in protocols or 'adapter  = "sql"' in copied,
    }
    return [extra for extra, needed in needs.items() if needed]


def _together(names: list[str]) -> str:
    """`the website, her inbox and the CRM`."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
