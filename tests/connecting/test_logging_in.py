"""A login in the question, whose session stands in a header of the answer."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.connecting.commands import samestory, written_below
from tests.connecting.company import ADA, NUMBER, OFFICE, PASSWORD, Company

TYPE = "application/x-www-form-urlencoded"


def asked(
    company: Company, folder: Path, *words: str, password: str = PASSWORD, more: str = ""
) -> subprocess.CompletedProcess[str]:
    """What `samestory` says of the company."""
    with company.serving() as port:
        (folder / "c.toml").write_text(OFFICE.format(port=port, more=more))
        return samestory(folder, *words, "-l", "c.toml", OFFICE_PASSWORD=password)


def test_a_session_in_a_header_is_taken_and_a_form_is_sent(tmp_path: Path):
    """The two systems can be compared."""
    company = Company()
    done = asked(company, tmp_path, "ask", "order", NUMBER)

    assert 0 == done.returncode, done.stdout + done.stderr
    assert "Both systems agree about order A-1042." in done.stdout
    assert "POST http://127.0.0.1:" in done.stdout
    assert f"/office/orders number={NUMBER}" in done.stdout
    assert {TYPE} == set(company.types)


def test_nothing_that_a_login_answers_is_written_in_clear(tmp_path: Path):
    """Header, cookie, body, and what later answers echo of them."""
    company = Company()
    done = asked(company, tmp_path, "ask", "order", NUMBER, "--of", ADA, "--json")
    kept = done.stdout + done.stderr + written_below(tmp_path / "reports")

    assert '"x-auth-token": "***"' in kept.lower()
    assert '"refresh": "***"' in kept
    for secret in ("adm1n-token", "r3fresh", "c00kie", "next-", PASSWORD):
        assert secret not in kept


def test_a_session_is_kept_from_look_to_look(tmp_path: Path):
    """Some systems count logins, and some mail their owner about each."""
    company = Company(slow_to_follow=3)
    done = asked(company, tmp_path, "ask", "order", NUMBER, "--watch")

    assert 0 == done.returncode, done.stdout + done.stderr
    assert company.asked.count("/office/orders") >= 2
    assert 1 == company.asked.count("/office/login")


def test_a_session_that_ended_is_begun_anew(tmp_path: Path):
    """And nobody hears of it."""
    company = Company(slow_to_follow=3, lasts=1, refuses_with=(200, {"error": "who are you?"}))
    done = asked(company, tmp_path, "ask", "order", NUMBER, "--watch")

    assert 0 == done.returncode, done.stdout + done.stderr
    assert company.asked.count("/office/login") > 1


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        ({"error": "bad password"}, 'error = "error"'),
        ({"errors": [{"message": "bad password"}]}, 'error = "errors[0].message"'),
        (
            {"success": False, "message": "bad password"},
            'error = "success == `false` && message"',
        ),
        ({"status": "error", "detail": "bad password"}, "error = \"status == 'error' && detail\""),
    ],
)
def test_a_refusal_with_state_200_leads_to_the_line_that_reads_it(
    answer: object, line: str, tmp_path: Path
):
    """The line is then in the landscape, and the refusal is told as such."""
    company = Company(refuses_with=(200, answer))
    done = asked(company, tmp_path, "ask", "order", NUMBER, password="wr0ng-password")

    assert 6 == done.returncode, done.stdout + done.stderr
    shown = " ".join(done.stdout.split())
    assert "it answered with what looks like an error: bad password" in shown
    assert f"write {line} in c.toml, [systems.office.order.via.1]" in shown

    mended = asked(company, tmp_path, "ask", "order", NUMBER, password="wr0ng", more=line)
    assert "it answered with an error: bad password" in " ".join(mended.stdout.split())


@pytest.mark.parametrize("refuses_with", [(401, {"error": "bad"}), (200, {"error": "bad"})])
def test_the_contract_says_that_it_refuses(refuses_with: tuple[int, object], tmp_path: Path):
    """Never that it lets in whoever has wrong credentials."""
    company = Company(refuses_with=refuses_with)
    done = asked(company, tmp_path, "doctor", "--contract", "--order", NUMBER)

    assert "refuses the credentials: asked with wrong ones; got: could not be asked" in (
        " ".join(done.stdout.split())
    )
    assert "lets in" not in done.stdout
