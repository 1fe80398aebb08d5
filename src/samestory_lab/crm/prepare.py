"""Makes the CRM's database, and the scripts and styles of its pages.

Runs in the CRM's own environment, once: `python prepare.py CATALOGUE`. `CRM_HOME` is the folder
that everything is made in.
"""

# mypy: disable-error-code="import-not-found"
# Django and Creme live in the CRM's own environment, where mypy does not run.

import os
import subprocess
import sys
import tomllib
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "crm_settings"

COMMANDS = (["migrate"], ["creme_populate"], ["generatemedia"])


def run_creme(command: list[str]) -> None:
    """One command of Creme, in its own process: it looks at `sys.argv` for how to begin."""
    subprocess.run(  # noqa: S603  (the commands stand above)
        [sys.executable, "-m", "django", *command, "--verbosity=0"],
        check=True,
        cwd=Path(__file__).parent,
    )


def main() -> None:
    """Make everything, and then what the company needs of its own."""
    catalogue = tomllib.loads(Path(sys.argv[1]).read_text())
    for command in COMMANDS:
        run_creme(command)
    from first_day import set_up  # noqa: PLC0415  (it looks at the database as soon as imported)

    set_up(catalogue)


if __name__ == "__main__":
    main()
