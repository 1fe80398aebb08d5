"""`samestory doctor`: whether every system can be reached and every mapping finds its field."""

from typing import Annotated

import typer

from samestory.cli.completion import customers, orders
from samestory.cli.options import JsonOption, LandscapeOption, ReportOption
from samestory.cli.places import REPORT
from samestory.errors import WrongCall


def doctor(  # noqa: PLR0913  every one is an option that a user may give
    *,
    landscape: LandscapeOption,
    order: Annotated[
        str | None,
        typer.Option(
            metavar="NUMBER", help="Try every mapping on this order.", autocompletion=orders
        ),
    ] = None,
    customer: Annotated[
        str | None,
        typer.Option(
            metavar="EMAIL", help="Try every mapping on this customer.", autocompletion=customers
        ),
    ] = None,
    dry: Annotated[
        bool, typer.Option("--dry", help="Check the files only; no system is asked.")
    ] = False,
    contract: Annotated[
        bool, typer.Option("--contract", help="Test how failures of each system are handled.")
    ] = False,
    as_json: JsonOption = False,
    report: ReportOption = REPORT,
) -> None:
    """Check a landscape: its mistakes, whether each system answers, whether each mapping fits.

    For each system it shows TLS, credentials and clock, its delay in the last runs, and what was
    found in each field of a sample. `--contract` tests each system while it is down, slow,
    talking nonsense, failing, blocking us, silent, or refusing the credentials: a copy of it is
    pointed at a stand-in on this machine, and wrong credentials are tried once at the system
    itself.

    Examples: `samestory doctor --dry`,
    `samestory doctor --order A-1001 --customer ada@customers.example`,
    `samestory doctor --contract --order A-1001`
    """
    samples = {"order": order, "customer": customer}
    if dry and (contract or order or customer):
        raise WrongCall(
            "With --dry, no system is asked, neither about a sample nor for the contract.\n"
            "  Leave out --dry, or use it alone."
        )
    from samestory.cli.doctor.checkup import check_files, check_systems

    if dry:
        raise typer.Exit(check_files(landscape, as_json=as_json))
    ended = check_systems(landscape, samples, report, contract=contract, as_json=as_json)
    raise typer.Exit(ended)
