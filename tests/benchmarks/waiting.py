"""`make bench-waiting`: what waiting costs, against the best that knowing the system could do.

Most of it is simulated: it takes no time, and the same lots are drawn in each run. The last table
is measured: mails are sent to a mailbox of the demo company, and samestory waits for each.
"""

from __future__ import annotations

import os
import smtplib
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Timer

from rich.console import Console
from rich.table import Table

from samestory.config import load
from samestory.core.model import Promise, Revision, Subject
from samestory.core.reasons import LateOrLost
from samestory.core.tails import advised_patience, usual_wait
from samestory.errors import SamestoryError
from samestory.report.agreement_times import percentile
from samestory.witnesses import Witnesses
from samestory_demo.settings import HOST, Ports
from samestory_demo.supervisor.description import describe
from samestory_demo.supervisor.process import running
from tests.core.test_tails import TAILS, waits
from tests.oracle.playing import ROOT
from tests.polling.mailing import SERVERS, in_time, noticed_after
from tests.simulations.waiting import (
    KINDS,
    after_a_change,
    best_plan,
    dice,
    lasting,
    learned_series,
)

USUAL, CHANGED = (0.3, 1.0, 3.0, 10.0, 30.0), (0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
MAIL_AFTER = (0.1, 0.2, 0.4, 0.6, 0.8, 1.0, 1.3, 1.6, 2.0, 2.5, 3.0, 3.5)


def main() -> int:
    """Print all tables; 1 if a limit is broken."""
    options = ArgumentParser(prog="make bench-waiting", description=__doc__)
    options.add_argument("--trials", type=int, default=60, help="how often each series is drawn")
    options.add_argument("--ports", default="63", help="the demo company's ports begin so")
    options.add_argument("--mails", type=int, default=24, help="how many mails are sent; 0: none")
    asked = options.parse_args()
    console = Console(highlight=False)
    good = [
        _costs(console, asked.trials),
        _changes(console, max(4, asked.trials // 6)),
        _tails(console, asked.trials),
        _mails(console),
        *([_real_mails(console, asked.ports, asked.mails)] if asked.mails else []),
    ]
    console.print("All within their limits." if all(good) else "A limit is broken.")
    return 0 if all(good) else 1


def _costs(console: Console, trials: int) -> bool:
    """Waits 21 to 40 of each system; limit 1.3."""
    table = Table("a system that takes", "best s", "square root", "learned", box=None)
    ratios = []
    for kind, draw in KINDS.items():
        found = learned_series(draw, trials=trials, best=best_plan(kind))
        ratios.append(found.learned / found.best)
        by_root = f"{found.square_root / found.best:.2f}"
        table.add_row(kind, f"{found.best:.3f}", by_root, f"{ratios[-1]:.2f}")
    table.caption = "times the best, after 20 waits; each look costs as much as 0.1 s"
    console.print(table)
    return max(ratios) <= 1.3


def _changes(console: Console, trials: int) -> bool:
    """The 20 waits after a release that changed a system; limit: twice the square root."""
    table = Table("median before", *(f"then {each:g} s" for each in CHANGED), box=None)
    worst = 0.0
    for usual in USUAL:
        row = []
        for changed in CHANGED:
            found = after_a_change(lasting(usual), lasting(changed), trials=trials)
            row.append(found.learned / found.square_root)
        worst = max(worst, *(each for each, to in zip(row, CHANGED, strict=True) if to >= usual))
        table.add_row(f"{usual:g} s", *(f"{each:.2f}" for each in row))
    table.caption = "times the square root, in the 20 waits after a change"
    console.print(table)
    return worst <= 2.0


def _tails(console: Console, trials: int) -> bool:
    """How often a late answer is called lost, and is late in spite of the advice; limit 0.1 %."""
    table = Table("tail", "late at 10 s", "called lost and came", "late as advised", box=None)
    shares = []
    for name, draw in TAILS.items():
        late = lost = advised = 0
        for trial in range(trials * 4):
            lots = dice(trial)
            past = waits(draw, lots, (20, 40, 100, 200)[trial % 4], 10.0)
            usual = usual_wait("x", past, 10.0, 10.0)
            came = sum(draw(lots) > 10.0 for _ in range(250))
            late += came
            lost += came if usual and usual.fate is LateOrLost.LOST else 0
            patience = 10.0
            for _ in range(3):
                patience = advised_patience(waits(draw, lots, 100, patience), patience) or patience
            advised += sum(draw(lots) > patience for _ in range(250))
        row = [each / trials / 1000 for each in (late, lost, advised)]
        shares += row[1:]
        table.add_row(name, *(f"{each:.3%}" for each in row))
    console.print(table)
    return max(shares) <= 0.001


def _mails(console: Console) -> bool:
    """How late mails are noticed, by servers; limit: 0.5 s or a tenth of their time, at p95."""
    table = Table("a mail server that", "noticed after (p95)", "in time", box=None)
    shares = []
    for server, tells in SERVERS.items():
        lots = dice(7)
        mails = [lots.lognormvariate(0.7, 1.0) for _ in range(400)]
        noticed = [noticed_after(each, tells) for each in mails]
        fine = [in_time(*each) for each in zip(mails, noticed, strict=True)]
        shares.append(sum(fine) / len(fine))
        table.add_row(server, f"{percentile(sorted(noticed), 95) or 0:.2f} s", f"{shares[-1]:.1%}")
    console.print(table)
    return min(shares) >= 0.95


def _real_mails(console: Console, ports: str, count: int) -> bool:
    """The same in a mailbox of the demo company."""
    with TemporaryDirectory(prefix="samestory-bench-") as folder:
        noticed = [*_sent(ports, count, Path(folder))]
    fine = [in_time(came, late) for came, late in noticed]
    lags = sorted(late for _, late in noticed)
    console.print(
        f"{count} mails in the demo company's mailbox, after {MAIL_AFTER[0]:g} to "
        f"{MAIL_AFTER[-1]:g} s: noticed after {percentile(lags, 50) or 0:.2f} s (median) and "
        f"{percentile(lags, 95) or 0:.2f} s (p95); {sum(fine)} in time."
    )
    return sum(fine) >= 0.95 * count


def _sent(ports: str, count: int, folder: Path) -> Iterator[tuple[float, float]]:
    """Yield after how many seconds each mail came, and how much later it was noticed."""
    environ = {**os.environ, "DEMO_PORTS": ports}
    landscape = load(ROOT / "landscapes" / "demo.toml", environ)
    company = describe(landscape.path, environ)
    with running(company, environ=environ, log=folder / "log"), Witnesses(landscape) as witnesses:
        for number in range(count):
            subject = Subject("confirmation", f"A-9{number:03}", f"m{number}@customers.example")
            told = Revision("order", witnesses.company_time.now(), {"count": 1})
            sent: list[float] = []
            after = MAIL_AFTER[number % len(MAIL_AFTER)]
            began = time.monotonic()
            timer = Timer(after, _send, [Ports.beginning_with(ports).smtp, subject, sent])
            timer.start()
            verdict = witnesses.converge(subject, ["inbox"], Promise(subject, (told,)))
            timer.join()
            if not verdict.agreed:
                raise SamestoryError(witnesses.explain(verdict))
            first = next(look for look in verdict.timeline if look.verdict.agreed)
            looked = (
                time.monotonic() - (verdict.timeline[-1].elapsed - first.elapsed).total_seconds()
            )
            yield sent[0] - began, looked - sent[0]


def _send(port: int, subject: Subject, sent: list[float]) -> None:
    letter = EmailMessage()
    letter["From"], letter["To"] = "shop@speedwell.example", subject.of
    letter["Subject"] = f"Your order {subject.key} is confirmed"
    letter.set_content("Thank you.")
    with smtplib.SMTP(HOST, port, timeout=5) as server:
        server.send_message(letter)
    sent.append(time.monotonic())


if __name__ == "__main__":
    sys.exit(main())
