"""What is left out of an answer, and the line that tells it from nonsense."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.connecting.commands import samestory
from tests.connecting.company import NUMBER, OFFICE, PASSWORD, Company

ADVISED = 'record = "took && not_null(orders[0])"'
PLAIN = 'record = "not_null(orders[0])"'


def said(record: str, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """What `samestory` says of a warehouse that leaves out a list of none."""
    with Company(leaves_out=True).serving() as port:
        text = OFFICE.format(port=port, more="").replace('record = "orders[0]"', record)
        (folder / "c.toml").write_text(text)
        return samestory(folder, *words, "-l", "c.toml", OFFICE_PASSWORD=PASSWORD)


def of_the_warehouse(output: str) -> str:
    return output.partition("\nstock\n")[2]


def test_what_the_page_of_words_advises_keeps_the_contract(tmp_path: Path):
    """A list that is left out when it is empty has something beside it."""
    done = said(ADVISED, tmp_path, "doctor", "--contract", "--order", NUMBER)

    assert 0 == done.returncode, done.stdout
    assert "✗" not in of_the_warehouse(done.stdout)
    assert "knows none: asked about order samestory-no-such-record" in done.stdout


def test_what_goes_well_with_any_answer_does_not_keep_it(tmp_path: Path):
    """Nonsense is never no record, and so nothing else is either."""
    done = said(PLAIN, tmp_path, "doctor", "--contract", "--order", NUMBER)
    told = of_the_warehouse(done.stdout)

    assert 6 == done.returncode, done.stdout
    assert "✗ knows none" in told
    assert "✗ answers nonsense" not in told


def test_asking_about_nobody_says_so(tmp_path: Path):
    """Both systems have looked."""
    done = said(ADVISED, tmp_path, "ask", "order", "Z-9")

    assert 5 == done.returncode, done.stdout + done.stderr
    assert "No system has a record of order Z-9." in done.stderr


def test_asking_about_nobody_leads_to_the_advice(tmp_path: Path):
    """If the landscape does not say how a system says so."""
    done = said(PLAIN, tmp_path, "ask", "order", "Z-9")

    assert done.returncode != 0, done.stdout
    assert (
        "c.toml, [systems.stock.order]: name in `record` what every answer has: "
        'record = "total && not_null(list[0])", or the system answered something else'
    ) in " ".join(done.stdout.split())
