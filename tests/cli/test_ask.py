"""`samestory ask`: the matrix of what exists."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from samestory.cli import app
from samestory.config import Landscape
from samestory.config.landscape import NotSet
from samestory.core.model import Line, Money, Promise, Subject, Unmapped
from samestory.core.verdict import Look, Verdict
from tests.cli.fakes import ADA, DEMO, ORDER, SYSTEMS, Told, landscape_of, opening
from tests.cli.golden import golden, trimmed
from tests.fakes import Down, Word

EVERYBODY = ("website", "inbox", "crm", "erp", "payments")
PAID = {name: ORDER[name] for name in ("total", "status")}
ALL_AGREE: Mapping[str, Word] = {**dict.fromkeys(EVERYBODY, ORDER), "payments": PAID}
CHEAPER = {**ORDER, "total": Money(Decimal("88.99"), "EUR")}


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SAMESTORY_LANDSCAPE", str(DEMO))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.delenv("COLUMNS", raising=False)


def ask(
    monkeypatch: pytest.MonkeyPatch, words: Mapping[str, Word], *call: str
) -> tuple[Result, Told]:
    told = Told(landscape_of({*SYSTEMS, *words}), words)
    monkeypatch.setattr("samestory.cli.opening.opened", opening(told))
    return CliRunner().invoke(app, ["ask", *call]), told


def ask_nightly_erp(
    monkeypatch: pytest.MonkeyPatch, words: Mapping[str, Word], *options: str
) -> Result:
    """Ask about an order of a company whose ERP learns at two in the morning."""
    landscape = landscape_of({*SYSTEMS, *words})
    erp = replace(landscape.systems["erp"], due=time(2))
    landscape = replace(landscape, systems={**landscape.systems, "erp": erp})
    monkeypatch.setattr("samestory.cli.places.loaded", lambda *_, **_more: (landscape, ()))
    monkeypatch.setattr("samestory.cli.opening.opened", opening(Told(landscape, words)))
    return CliRunner().invoke(app, ["ask", "order", "A-1042", "--of", ADA, *options])


def test_agreement_is_shown_as_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """One look is enough where everybody agrees."""
    done, told = ask(monkeypatch, ALL_AGREE, "order", "A-1042")

    assert 0 == done.exit_code
    assert golden("ask-agreed", done.stdout) == trimmed(done.stdout)
    assert [("crm", "erp", "payments"), EVERYBODY] == [among for among, _ in told.asked]


@pytest.mark.parametrize("watch", [(), ("--watch",)])
def test_who_need_not_have_a_record_is_left_out_while_it_has_none(
    monkeypatch: pytest.MonkeyPatch, watch: tuple[str, ...]
) -> None:
    """A courier knows an order once it has a parcel; if it has one, it counts like any other."""
    without, _ = ask(monkeypatch, {**ALL_AGREE, "courier": None}, "order", "A-1042", *watch)
    apart = {"status": "delivered"}
    wrong, _ = ask(monkeypatch, {**ALL_AGREE, "courier": apart}, "order", "A-1042", *watch)

    assert 0 == without.exit_code, without.output
    assert "The courier has no such record, and need not have one." in without.output
    assert 1 == wrong.exit_code, wrong.output


def test_who_stands_apart_is_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody is asked twice before anybody is blamed."""
    done, told = ask(monkeypatch, {**ALL_AGREE, "erp": CHEAPER}, "order", "A-1042", "--of", ADA)

    assert 1 == done.exit_code
    assert golden("ask-contradicted", done.stdout) == trimmed(done.stdout)
    assert [EVERYBODY, EVERYBODY] == [among for among, _ in told.asked]


def test_a_system_that_is_down_is_never_blamed(monkeypatch: pytest.MonkeyPatch) -> None:
    done, _ = ask(
        monkeypatch, {**ALL_AGREE, "erp": Down("the connection failed")}, "order", "A-1042"
    )

    assert 6 == done.exit_code
    assert golden("ask-unreachable", done.stdout) == trimmed(done.stdout)


def test_her_address_is_learnt_from_the_systems_that_know_the_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The inbox and the website can only be asked with it."""
    _, told = ask(monkeypatch, ALL_AGREE, "order", "A-1042")

    assert [None, ADA] == [subject.of for _, subject in told.asked]


def test_who_needs_her_address_is_left_out_where_nobody_knows_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And this is said."""
    nameless = {name: value for name, value in ORDER.items() if name != "email"}
    words = {**dict.fromkeys(EVERYBODY, nameless), "payments": PAID}
    done, told = ask(monkeypatch, words, "order", "A-1042")

    assert ("crm", "erp", "payments") == told.asked[-1][0]
    assert 6 == done.exit_code
    assert done.stdout.startswith("3 of 5 systems agree about order A-1042.\n")
    assert (
        "Not asked: the website and the inbox, because no system says whose it is; add "
        "--of EMAIL." in done.stdout
    )


def test_whose_it_is_said_to_be_is_held_against_what_the_systems_tell(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Else the ones that are asked by her address seem to have lost it."""
    other = "bea@customers.example"
    words = {**ALL_AGREE, "website": None, "inbox": None}
    done, _ = ask(monkeypatch, words, "order", "A-1042", "--of", other)

    told = " ".join(done.stdout.split())
    assert f"The CRM and the ERP say that it is {ADA}'s; it was asked about as {other}'s." in told


BEA = "bea@customers.example"


def test_an_order_is_asked_about_as_most_systems_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    """One wrong address leads nobody to another mailbox, and blames the one who told it."""
    words = {**ALL_AGREE, "crm": {**ORDER, "email": BEA}, "payments": {**PAID, "email": ADA}}
    landscape = landscape_of(SYSTEMS)
    payments = landscape.systems["payments"]
    telling = {
        **payments.subjects["order"].fields,
        "email": landscape.systems["erp"].subjects["order"].fields["email"],
    }
    entry = replace(
        payments, subjects={"order": replace(payments.subjects["order"], fields=telling)}
    )
    told = Told(replace(landscape, systems={**landscape.systems, "payments": entry}), words)
    monkeypatch.setattr("samestory.cli.opening.opened", opening(told))
    done = CliRunner().invoke(app, ["ask", "order", "A-1042"])

    assert 1 == done.exit_code
    assert {None, ADA} == {subject.of for _, subject in told.asked}
    assert f"The CRM says that it is {BEA}'s; it was asked about as {ADA}'s." in done.stdout


def test_on_a_tie_nobody_is_asked_by_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """And the tie is told, to people and to programs."""
    words = {**ALL_AGREE, "crm": {**ORDER, "email": BEA}}
    done, told = ask(monkeypatch, words, "order", "A-1042")
    as_json, _ = ask(monkeypatch, words, "order", "A-1042", "--json")
    why = (
        f"the systems do not agree whose it is (the CRM {BEA}; the ERP {ADA}); name it with "
        "--of EMAIL"
    )

    assert 1 == done.exit_code
    assert {None} == {subject.of for _, subject in told.asked}
    assert f"Not asked: the website and the inbox, because {why}." in done.stdout
    data = json.loads(as_json.stdout)
    assert {"website": why, "inbox": why} == data["not_asked"]
    assert {"email": None, "told": {BEA: ["crm"], ADA: ["erp"]}} == data["asked_as"]


def test_a_customer_without_an_address_is_not_asked_whose_she_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ada = {"email": None, "name": "Ada Kohler"}
    done, _ = ask(monkeypatch, dict.fromkeys(("crm", "erp", "list"), ada), "customer", "ada")

    assert "because a customer is asked about by email address." in done.stdout


def test_programs_are_told_that_there_is_nothing_to_compare(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In the same shape as everything else, and people on the other stream."""
    done, _ = ask(monkeypatch, {}, "order", "NOPE", "--json")
    told = json.loads(done.stdout)
    compared, _ = ask(monkeypatch, ALL_AGREE, "order", "A-1042", "--json")

    assert 5 == done.exit_code
    assert told["outcome"] is None
    assert "No system has a record of order NOPE." in told["explanation"]
    assert {"website", "inbox"} == set(told["not_asked"])
    assert list(json.loads(compared.stdout)) == list(told)


def test_a_report_folder_that_cannot_be_is_a_wrong_call(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("")
    done, _ = ask(monkeypatch, ALL_AGREE, "order", "A-1042", "--report", "taken/reports")

    assert 4 == done.exit_code
    assert "Name another folder" in done.stderr


def test_a_customer_is_her_own_address(monkeypatch: pytest.MonkeyPatch) -> None:
    ada = {"email": ADA, "name": "Ada Kohler"}
    done, told = ask(
        monkeypatch, dict.fromkeys(("website", "crm", "erp", "list"), ada), "customer", ADA
    )

    assert 0 == done.exit_code
    assert [ADA] == [subject.of for _, subject in told.asked]


def test_programs_get_the_same_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    done, _ = ask(monkeypatch, {**ALL_AGREE, "erp": CHEAPER}, "order", "A-1042", "--json")
    told = json.loads(done.stdout)

    assert 1 == done.exit_code
    assert "contradicted" == told["outcome"]
    assert ["erp"] == told["fields"]["total"]["apart"]
    assert {
        "how": "GET http://erp/A-1042",
        "seconds": 0.012,
        "unreachable": None,
        "evidence": ["erp-1.json"],
    } == told["asked"]["erp"]


def test_what_they_literally_answered_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each time in a folder of its own: an answer about somebody else would mislead."""
    Path("reports/asked").mkdir(parents=True)
    Path("reports/asked/thesis.txt").write_text("precious")
    ask(monkeypatch, ALL_AGREE, "order", "A-1042")
    done, _ = ask(monkeypatch, ALL_AGREE, "order", "A-1042")

    answers = sorted(f"{name}-1.json" for name in EVERYBODY)
    for folder in ("order-A-1042", "order-A-1042-2"):
        assert answers == sorted(each.name for each in Path("reports/asked", folder).iterdir())
    assert "Raw responses: reports/asked/order-A-1042-2" in done.stdout
    assert "precious" == Path("reports/asked/thesis.txt").read_text()


def test_a_folder_that_leads_elsewhere_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Somebody else's files lie there."""
    (tmp_path / "precious").mkdir()
    Path("reports").mkdir()
    Path("reports/asked").symlink_to(tmp_path / "precious")
    done, _ = ask(monkeypatch, ALL_AGREE, "order", "A-1042")

    assert 4 == done.exit_code
    assert "reports/asked leads elsewhere" in done.stderr
    assert [] == list((tmp_path / "precious").iterdir())


@pytest.mark.parametrize("way", [(), ("--json",)])
def test_a_secret_that_a_system_says_is_struck_out(
    monkeypatch: pytest.MonkeyPatch, way: tuple[str, ...]
) -> None:
    """In the table, in the sentences, and in the line to paste into the landscape."""
    secret = next(iter(landscape_of(SYSTEMS).secrets))
    words = {**ALL_AGREE, "erp": {**ORDER, "status": Unmapped(f"bad {secret}", "erp")}}
    done, _ = ask(monkeypatch, words, "order", "A-1042", *way)

    assert 6 == done.exit_code
    assert "bad ***" in done.stdout
    assert secret not in done.stdout


@pytest.mark.parametrize("way", [(), ("--json",)])
def test_two_secrets_that_differ_never_look_the_same(
    monkeypatch: pytest.MonkeyPatch, way: tuple[str, ...]
) -> None:
    """They are struck out, and it is still seen that they are not one."""
    one, other = sorted(landscape_of(SYSTEMS).secrets)[:2]
    words = {**ALL_AGREE, "crm": {**ORDER, "status": one}, "erp": {**ORDER, "status": other}}
    done, _ = ask(monkeypatch, words, "order", "A-1042", *way)

    assert 1 == done.exit_code
    assert "*** (1)" in done.stdout
    assert "*** (2)" in done.stdout
    assert not [each for each in (one, other) if each in done.stdout]


@pytest.mark.parametrize("way", [(), ("--json",)])
def test_what_a_terminal_would_obey_is_spelled_out(
    monkeypatch: pytest.MonkeyPatch, way: tuple[str, ...]
) -> None:
    """Wherever it was said: here it is the reason why nobody answered."""
    words = {**ALL_AGREE, "erp": Down("500 \x1b[2J\x9bpwn\u202e")}
    done, _ = ask(monkeypatch, words, "order", "A-1042", *way)

    assert not {"\x1b", "\x9b", "\u202e"} & set(done.stdout)
    assert "pwn" in done.stdout
    assert not way or "500 \x1b[2J" in json.loads(done.stdout)["asked"]["erp"]["unreachable"]


def test_an_order_that_nobody_knows_is_not_agreement(monkeypatch: pytest.MonkeyPatch) -> None:
    done, _ = ask(monkeypatch, {}, "order", "A-9999")

    assert 5 == done.exit_code
    assert "No system has a record of order A-9999" in done.stderr


@pytest.mark.parametrize("key", ["A-1\r\nDELETE", "A-1\0", " "])
def test_a_key_with_a_line_break_is_sent_nowhere(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    done, told = ask(monkeypatch, ALL_AGREE, "order", key)

    assert 4 == done.exit_code
    assert "it was not sent" in done.stderr
    assert [] == told.asked


def test_an_unknown_kind_is_answered_with_the_nearest(monkeypatch: pytest.MonkeyPatch) -> None:
    done, _ = ask(monkeypatch, ALL_AGREE, "ordr", "A-1042")

    assert 4 == done.exit_code
    assert "Did you mean 'order'?" in done.stderr


def test_a_missing_landscape_is_told_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    done, _ = ask(monkeypatch, ALL_AGREE, "order", "A-1042", "-l", "landscapes/none.toml")

    assert 4 == done.exit_code
    assert "There is no 'landscapes/none.toml'" in done.stderr


def test_a_record_that_is_missing_is_told_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    """It ends as in a run, though nothing was promised: 6 is for what could not be asked."""
    ada = {"email": ADA, "name": "Ada Kohler"}
    done, _ = ask(monkeypatch, {"website": ada, "crm": ada, "erp": ada}, "customer", ADA)

    assert 1 == done.exit_code
    assert done.stdout.startswith(f"The marketing list has no record of customer {ADA}.\n")
    assert (
        "This may be normal: nothing was promised that says that the marketing list has one."
        in done.stdout
    )


@pytest.mark.parametrize("watch", [(), ("--watch",)])
@pytest.mark.parametrize("word", [None, CHEAPER], ids=["no record", "what was before"])
def test_a_nightly_system_is_not_blamed_before_its_batch(
    monkeypatch: pytest.MonkeyPatch, word: Word, watch: tuple[str, ...]
) -> None:
    """Nor is it believed to agree: only a person knows whether the last change is that young."""
    done = ask_nightly_erp(monkeypatch, {**ALL_AGREE, "erp": word}, *watch)

    assert 5 == done.exit_code, done.output
    assert "Not every system has to agree about order A-1042 yet" in done.output
    assert "The ERP follows at 02:00." in done.output


@pytest.mark.parametrize(("age", "ends"), [("1d", 1), ("2d", 1), ("1min", 5)])
@pytest.mark.parametrize("watch", [(), ("--watch",)])
def test_a_nightly_system_is_held_to_what_has_not_changed_since_its_batch(
    monkeypatch: pytest.MonkeyPatch, age: str, ends: int, watch: tuple[str, ...]
) -> None:
    """An order of last week that it does not have is lost, and not on its way."""
    moment = datetime(2026, 11, 27, 12, tzinfo=UTC)
    monkeypatch.setattr("samestory.adapters.company_time.CompanyTime.now", lambda _: moment)
    done = ask_nightly_erp(monkeypatch, {**ALL_AGREE, "erp": None}, "--unchanged-for", age, *watch)

    assert ends == done.exit_code, done.output


def test_who_learns_at_night_excuses_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """A contradiction of another system stays one."""
    done = ask_nightly_erp(monkeypatch, {**ALL_AGREE, "erp": None, "crm": CHEAPER})

    assert 1 == done.exit_code
    assert "<- the CRM stands alone" in done.output


def test_nothing_is_claimed_where_nobody_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("samestory.cli.reaching._shut", lambda *_: True)
    down = dict.fromkeys(("website", "crm", "erp", "list"), Down("the connection failed"))
    done, _ = ask(monkeypatch, down, "customer", ADA)

    assert 6 == done.exit_code
    assert "Checked twice" not in done.stdout
    assert "No system answered.\n  Start the company: samestory company up" in done.stdout


def test_systems_that_refuse_are_not_told_as_down(monkeypatch: pytest.MonkeyPatch) -> None:
    """To start a company that is up would not help."""
    monkeypatch.setattr("samestory.cli.reaching._shut", lambda *_: False)
    refused = dict.fromkeys(("website", "crm", "erp", "list"), Down("it refuses the credentials"))
    done, _ = ask(monkeypatch, refused, "customer", ADA)

    assert 6 == done.exit_code
    assert "The CRM could not be asked: it refuses the credentials." in done.stdout
    assert "company up" not in done.stdout


def test_what_nobody_knows_is_told_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """With who was asked and who was not."""
    done, _ = ask(monkeypatch, {}, "order", "A-9999")

    assert 5 == done.exit_code
    assert done.stderr == (
        "No system has a record of order A-9999.\n"
        "  Asked: CRM, ERP, payment processor.\n"
        "  Not asked: the website and the inbox, because no system says whose it is; add "
        "--of EMAIL.\n"
    )


# Watching ---------------------------------------------------------------------------------------


def watched(
    monkeypatch: pytest.MonkeyPatch, *looks: Mapping[str, Word], way: Sequence[str] = ()
) -> Result:
    """What is shown while the systems come round, look after look, of which the last counts."""
    told = Watched(landscape_of(SYSTEMS), looks)

    @contextmanager
    def opened(
        _: Landscape, *, on_look: Callable[[Look], None], **_more: object
    ) -> Iterator[Watched]:
        told.on_look = on_look
        yield told

    monkeypatch.setattr("samestory.cli.opening.opened", opened)
    return CliRunner().invoke(app, ["ask", "order", "A-1042", "--of", ADA, "--watch", *way])


class Watched(Told):
    """Witnesses who are looked at as often as there are words for it."""

    def __init__(self, landscape: Landscape, looks: Sequence[Mapping[str, Word]]) -> None:
        super().__init__(landscape, looks[0])
        self.looks = looks
        self.on_look: Callable[[Look], None] = print

    def converge(
        self,
        subject: Subject,
        among: Sequence[str],
        promise: Promise | None = None,
        *,
        only: str = "",
        until: Callable[[Look], bool] | None = None,
    ) -> Verdict:
        del only
        timeline: list[Look] = []
        for number, words in enumerate(self.looks, 1):
            self.words = words
            verdict = super().converge(subject, among, promise)
            after = timedelta(seconds=0.7 * number)
            timeline.append(Look(number, after, verdict.observations, verdict))
            self.on_look(timeline[-1])
            if until and until(timeline[-1]):
                break
        return replace(verdict, timeline=tuple(timeline))


CAME_ROUND = ({**ALL_AGREE, "erp": None}, {**ALL_AGREE, "erp": CHEAPER}, ALL_AGREE, ALL_AGREE)


def test_watching_tells_each_change_in_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing of the looks in which nothing changed; at the end, the whole matrix."""
    done = watched(monkeypatch, *CAME_ROUND)

    assert 0 == done.exit_code, done.output
    assert golden("ask-watched", done.stdout) == trimmed(done.stdout)


def test_watching_tells_a_change_that_the_matrix_would_not_show(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """All change the price of one piece at once, so that no matrix has a reason to show it."""
    dear, cheap = (
        {**ORDER, "lines": (Line("BB-IT", 1, Money(Decimal(price), "EUR")),)}
        for price in ("89.00", "79.00")
    )
    looks = [{**dict.fromkeys(EVERYBODY, each), "payments": PAID} for each in (dear, cheap)]
    done = watched(monkeypatch, *looks)

    change = "CRM: lines 1 × BB-IT at 79.00 EUR (was 1 × BB-IT at 89.00 EUR)"
    assert change in done.stdout
    assert 5 == done.stdout.count("   0.7 s  ")
    assert 4 == done.stdout.count("   1.4 s  ")


def test_how_watching_ends_is_the_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    done = watched(monkeypatch, ALL_AGREE, {**ALL_AGREE, "erp": CHEAPER})

    assert 1 == done.exit_code
    assert "Checked twice" not in done.stdout


def test_programs_get_only_the_end_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    done = watched(monkeypatch, *CAME_ROUND, way=["--json"])
    told = json.loads(done.stdout)

    assert 0 == done.exit_code
    assert ("agreed", 4) == (told["outcome"], told["looks"])


def test_on_a_terminal_the_matrix_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is drawn over itself, and gone when the verdict is told."""
    drawn = StringIO()
    terminal = Console(file=drawn, force_terminal=True, width=200, highlight=False)
    monkeypatch.setattr("samestory.cli.ask.answer.screen", lambda: terminal)
    done = watched(monkeypatch, *CAME_ROUND)

    assert 0 == done.exit_code
    assert "Look 2, after 1.4 s: website, inbox, CRM, ERP, payment processor" in drawn.getvalue()
    assert drawn.getvalue().index("Look 4") < drawn.getvalue().index("Asked:")


def test_ctrl_c_leaves_the_terminal_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Watched, "observe", interrupted)
    done = watched(monkeypatch, ALL_AGREE)

    assert 130 == done.exit_code
    assert "Interrupted.\n" == done.stderr


def test_her_address_is_picked_up_as_soon_as_a_system_tells_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Then the website and the inbox are asked as well: all means all."""
    nameless = {name: value for name, value in ORDER.items() if name != "email"}
    nobody = {"crm": nameless, "erp": {**nameless}, "payments": PAID}
    told = Watched(landscape_of(SYSTEMS), [nobody, ALL_AGREE, ALL_AGREE])

    @contextmanager
    def opened(
        _: Landscape, *, on_look: Callable[[Look], None], **_more: object
    ) -> Iterator[Watched]:
        told.on_look = on_look
        yield told

    monkeypatch.setattr("samestory.cli.opening.opened", opened)
    done = CliRunner().invoke(app, ["ask", "order", "A-1042", "--watch"])

    assert 0 == done.exit_code, done.output
    assert "All 5 systems agree about order A-1042" in done.stdout
    assert EVERYBODY == told.asked[-1][0]


def test_watching_some_of_them_to_the_end_is_not_agreement_of_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    nameless = {name: value for name, value in ORDER.items() if name != "email"}
    told = Watched(landscape_of(SYSTEMS), [{"crm": nameless, "erp": nameless, "payments": PAID}])

    @contextmanager
    def opened(
        _: Landscape, *, on_look: Callable[[Look], None], **_more: object
    ) -> Iterator[Watched]:
        told.on_look = on_look
        yield told

    monkeypatch.setattr("samestory.cli.opening.opened", opened)
    done = CliRunner().invoke(app, ["ask", "order", "A-1042", "--watch"])

    assert 6 == done.exit_code
    assert "3 of 5 systems agree about order A-1042" in done.stdout
    assert "Not asked: the website and the inbox, because no system says" in done.stdout


def test_a_system_without_its_secret_is_told_as_not_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One can begin with the systems whose secrets are there; 0 means that all were asked."""
    whole = landscape_of(SYSTEMS)
    erp = whole.systems["erp"]
    rest = {name: each for name, each in whole.systems.items() if name != "erp"}
    partly = replace(whole, systems=rest, not_set={"erp": NotSet(erp, ("ERP_KEY",))})
    told = Told(partly, ALL_AGREE)
    monkeypatch.setattr("samestory.cli.opening.opened", opening(told))
    monkeypatch.setattr("samestory.cli.places.loaded", lambda _, partly: (told.landscape, partly))
    done = CliRunner().invoke(app, ["ask", "order", "A-1042", "--of", ADA])
    as_json = CliRunner().invoke(app, ["ask", "order", "A-1042", "--of", ADA, "--json"])

    assert 6 == done.exit_code, done.output
    assert done.stdout.startswith("4 of 5 systems agree about order A-1042.\n")
    assert "Not asked: the ERP, because ERP_KEY is not set.\n" in done.stdout
    assert {"erp": "ERP_KEY is not set"} == json.loads(as_json.stdout)["not_asked"]


def test_one_system_alone_is_told_with_those_that_were_not_asked(tmp_path: Path) -> None:
    """Another one is described already: what it lacks is its secret, and nothing else."""
    (tmp_path / "company.toml").write_text(
        """
[guard]
hosts = ["127.0.0.1"]

[systems.crm]
adapter = "sql"
called  = "CRM"
url     = "sqlite:///crm.db"

[systems.crm.order]
find   = "SELECT 'ada@customers.example' AS email, :key AS number"
record = "rows[0]"
email  = "email"

[systems.erp]
adapter  = "http"
called   = "ERP"
base_url = "http://127.0.0.1:1"
auth     = { kind = "bearer", token_env = "NO_SUCH_TOKEN" }

[systems.erp.order]
find  = "/orders/{key}"
email = "email"
""",
        "utf-8",
    )
    (tmp_path / "crm.db").touch()
    call = ["ask", "order", "A-1", "-l", str(tmp_path / "company.toml")]
    done = CliRunner().invoke(app, [*call, "--report", str(tmp_path / "reports")])

    assert 5 == done.exit_code
    assert done.stderr == (
        "Only crm was asked about order A-1, so there is nothing to compare.\n"
        "  Not asked: the ERP, because NO_SUCH_TOKEN is not set.\n"
    )
