"""Bad networks: whoever could not be asked neither agrees nor disagrees, and nobody waits long."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import httpx
import pytest

from samestory.adapters.http.system import HttpSystem
from samestory.core.model import Field, Outcome, Promise, Revision, Subject
from samestory.core.patience import Patience
from samestory.core.verdict import Verdict
from samestory.polling.convergence import converge
from samestory.polling.panel import Panel
from samestory.polling.rate_limit import TokenBucket
from samestory.polling.seat import Seat
from samestory.testing import FakeClock
from samestory.witnesses import Witnesses
from tests.adapters.bad_network import Answer, Site, Weather, network
from tests.adapters.entries import GUARD, filing, system_entry
from tests.adapters.imap.fake_imap import mail
from tests.adapters.imap.imap_server import MailServer
from tests.adapters.sql.postgresql import NotInstalled, Server, running
from tests.config.files import read
from tests.fakes import OPENED

ORDER = Subject("order", "A-1", "ada@customers.example")
PROMISED = MappingProxyType({"status": "placed", "copies": 1})
PROMISE = Promise(ORDER, (Revision("order", OPENED, PROMISED),))

TIMEOUT = 0.5
"""Seconds that one request may take: what the weather spoils takes far longer, or for ever."""
AMPLE = 60.0
"""Seconds for a request that will be answered, however busy this machine is."""

NOW = datetime.now(UTC).replace(microsecond=0)
"""What a server's clock shows, which is believed where it is about ours."""

RECORD = {"status": "placed", "copies": 1}
DESK = "<html><h1>Order A-1</h1><dd>placed</dd><ul><li>A-1</li></ul></html>"

LANDSCAPE = f"""
[guard]
hosts        = ["127.0.0.1"]
mail_domains = ["customers.example"]

[defaults]
patience = "0.5 s"
settle   = "0 s"
timeout  = "{TIMEOUT:g} s"

[systems.erp]
adapter  = "http"
timeout  = "{AMPLE:g} s"
base_url = "http://127.0.0.1:${{GOOD}}"
[systems.erp.order]
find   = "/orders/{{key}}"
status = "status"
copies = "copies"

[systems.crm]
adapter  = "http"
base_url = "http://127.0.0.1:${{CRM}}"
[systems.crm.order]
find   = "/orders/{{key}}"
status = "status"
copies = "copies"

[systems.desk]
adapter  = "html"
base_url = "http://127.0.0.1:${{DESK}}"
[systems.desk.order]
find   = "/desk/{{key}}"
status = "status"
copies = "length(orders)"
[systems.desk.order.page]
status = "dd"
orders = {{ each = "li", number = ":scope" }}

[systems.inbox]
adapter = "inbox"
host    = "127.0.0.1"
port    = "${{INBOX}}"
tls     = "none"
auth    = {{ kind = "password", user = "{{of}}", password_env = "PASSWORD" }}
[systems.inbox.order]
find   = {{ subject = "order {{key}}" }}
copies = "count"
"""
WITH_AMPLE_TIME = LANDSCAPE.replace(f'timeout  = "{TIMEOUT:g} s"', f'timeout  = "{AMPLE:g} s"')
DATABASE = """
[systems.books]
adapter = "sql"
url_env = "DATABASE"
[systems.books.order]
find   = "SELECT 'placed' AS status, 1 AS copies WHERE :key = 'A-1'"
status = "status"
copies = "copies"
"""
OVER_SOCKETS = ("crm", "desk", "inbox")


@pytest.fixture(scope="module")
def database() -> Iterator[Server]:
    try:
        with running(ssl="off") as server:
            yield server
    except NotInstalled as why:
        pytest.skip(str(why))


def company() -> Site:
    """Both the ERP's API and the pages of the desk, which all tell the same."""
    return Site(lambda asked: Answer(DESK if asked.path.startswith("/desk") else RECORD))


@contextmanager
def witnesses(
    folder: Path, ports: Mapping[str, int], text: str = LANDSCAPE, **environ: str
) -> Iterator[Witnesses]:
    numbers = {name.upper(): str(port) for name, port in ports.items()}
    landscape = read(folder, text, {"PASSWORD": "right", **numbers, **environ})
    with Witnesses(landscape) as opened:
        yield opened


def judged(opened: Witnesses, systems: tuple[str, ...]) -> Verdict:
    """The verdict about the promise. Who were waited for longer would still answer in the end."""
    return opened.converge(ORDER, ["erp", *systems], PROMISE)


def assert_nobody_knows(verdict: Verdict, systems: tuple[str, ...]) -> None:
    """These could not be asked, and that is all that is said of them."""
    said = {each.system: each for each in verdict.observations}

    assert [] == [name for name in systems if not said[name].unreachable]
    assert dict(PROMISED) == said["erp"].values
    for field in verdict:
        assert field.outcome is Outcome.UNREACHABLE
        assert not (field.apart | field.silent | frozenset(field.unmapped)) & set(systems)


WEATHERS = {
    "late": Weather(latency=30.0),
    "dripping": Weather(drip=0.5),
    "swallowing": Weather(swallows=True),
    "hanging up": Weather(most=0),
    "resetting": Weather(most=0, reset=True),
    "truncating": Weather(most=60),
    "truncating within the answer": Weather(most=160),
    "truncating and resetting": Weather(most=60, reset=True),
}


@contextmanager
def behind(weather: Weather, server: Server | None) -> Iterator[tuple[dict[str, int], int]]:
    """The ports of all systems, all but one of them behind bad weather; and the database's."""
    mails = MailServer([mail("Your order A-1")])
    with ExitStack() as stack:
        web, post = stack.enter_context(company().up()), stack.enter_context(mails.up())
        spoilt = stack.enter_context(network(web, weather))
        inbox = stack.enter_context(network(post, weather))
        books = stack.enter_context(network(server.port, weather)) if server else 0
        yield {"good": web, "crm": spoilt, "desk": spoilt, "inbox": inbox}, books


@pytest.mark.parametrize("weather", WEATHERS.values(), ids=WEATHERS)
def test_whoever_could_not_be_asked_neither_agrees_nor_disagrees(tmp_path: Path, weather: Weather):
    """Whatever came through of its answer, over each protocol, and nobody is waited for long."""
    with behind(weather, None) as (ports, _), witnesses(tmp_path, ports) as opened:
        verdict = judged(opened, OVER_SOCKETS)

    assert_nobody_knows(verdict, OVER_SOCKETS)


@pytest.mark.parametrize("weather", WEATHERS.values(), ids=WEATHERS)
def test_a_database_that_could_not_be_asked_neither_agrees_nor_disagrees(
    tmp_path: Path, database: Server, weather: Weather
):
    """PostgreSQL behind the same networks."""
    with behind(weather, database) as (ports, books):
        url = database.url().replace(str(database.port), str(books))
        with witnesses(tmp_path, ports, LANDSCAPE + DATABASE, DATABASE=url) as opened:
            verdict = judged(opened, ("books",))

    assert_nobody_knows(verdict, ("books",))


def test_in_good_weather_all_of_them_agree(tmp_path: Path, database: Server):
    """So that the tests above are about the weather alone."""
    systems = (*OVER_SOCKETS, "books")
    with behind(Weather(latency=0.01), database) as (ports, books):
        url = database.url().replace(str(database.port), str(books))
        with witnesses(tmp_path, ports, WITH_AMPLE_TIME + DATABASE, DATABASE=url) as opened:
            verdict = judged(opened, systems)

    assert verdict.agreed
    assert {"erp", *systems} == set(verdict.fields[1].said)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Answer("", 502), "it answered 502 Bad Gateway"),
        (Answer("<h1>Back soon</h1>", 503), "it answered 503 Service Unavailable"),
        (Answer(RECORD, 500), "it answered 500 Internal Server Error"),
        (Answer(RECORD, 429), "it answered 429 Too Many Requests"),
        (Answer(RECORD, 429, {"Retry-After": "7"}), "it asks to be left alone for 7 s"),
        (
            Answer(RECORD, 503, {"Retry-After": "Fri, 31 Dec 2100 23:59:59 GMT"}),
            "it asks to be left alone for ",
        ),
    ],
    ids=lambda each: str(each.status) if isinstance(each, Answer) else None,
)
def test_gateways_that_say_no_say_nothing_of_the_record(tmp_path: Path, answer: Answer, why: str):
    """Even where a record comes along; who wants to be left alone is asked once only."""
    spoilt = Site(lambda _: answer)
    with company().up() as good, spoilt.up() as bad:
        ports = {"good": good, "crm": bad, "desk": bad, "inbox": bad}
        with witnesses(tmp_path, ports, WITH_AMPLE_TIME) as opened:
            verdict = judged(opened, ("crm", "desk"))

    assert_nobody_knows(verdict, ("crm", "desk"))
    reasons = [each.unreachable for each in verdict.observations if each.unreachable]
    assert all(each.startswith(why) for each in reasons)
    if "Retry-After" in answer.headers:
        assert ["GET /desk/A-1", "GET /orders/A-1"] == sorted(spoilt.paths())


AUTHS = {
    "token": 'auth = { kind = "oauth2 client credentials", client_id = "qa", '
    'token_url = "http://127.0.0.1:${LOGIN}/token", client_secret_env = "PASSWORD" }',
    "login form": 'auth = { kind = "login form", page = "/login", user = "qa", '
    'password_env = "PASSWORD" }',
}


@pytest.mark.parametrize("weather", ["late", "swallowing", "truncating", "resetting"])
@pytest.mark.parametrize("auth", AUTHS)
def test_a_system_that_nobody_can_log_in_to_is_one_that_could_not_be_asked(
    tmp_path: Path, auth: str, weather: str
):
    """Getting in is within the same time limit, wherever it is done."""
    with company().up() as good, network(good, WEATHERS[weather]) as spoilt:
        ports = {"good": good, "crm": good, "desk": spoilt, "inbox": good, "login": spoilt}
        table = "[systems.crm]" if auth == "token" else "[systems.desk]"
        text = LANDSCAPE.replace(table, f"{table}\n{AUTHS[auth]}")
        environ = {name.upper(): str(port) for name, port in ports.items()}
        landscape = read(tmp_path, text, {"PASSWORD": "right", **environ})
        asked = "crm" if auth == "token" else "desk"
        with Witnesses(landscape) as opened:
            verdict = judged(opened, (asked,))

    assert_nobody_knows(verdict, (asked,))


class TestLeavingAlone:
    """With a clock of our own, on which a minute takes no time."""

    def wait(self, clock: FakeClock, patience: float, answers: Any) -> tuple[Verdict, list[float]]:
        asked: list[float] = []

        def answer(_: httpx.Request) -> httpx.Response:
            asked.append(clock.elapsed)
            return answers(clock.elapsed)

        transport = httpx.MockTransport(answer)
        crm = HttpSystem(system_entry(), GUARD, filing(), transport=transport)
        panel = Panel({"crm": Seat(crm, 3.0, TokenBucket(20))}, clock)
        verdict = converge(
            panel,
            clock,
            ORDER,
            [Field("status", "status")],
            {"crm": Patience(timedelta(seconds=patience))},
            Promise(ORDER, (Revision("order", OPENED, {"status": "placed"}),)),
        )
        panel.close()
        return verdict, asked

    @staticmethod
    def busy_for(seconds: float, header: str) -> Any:
        busy = httpx.Response(
            429, headers={"Retry-After": header, "Date": format_datetime(NOW, usegmt=True)}
        )
        good = httpx.Response(200, json={"status": "placed"})
        return lambda at: busy if at < seconds else good

    @pytest.mark.parametrize("as_a_date", [False, True], ids=["in seconds", "as a date"])
    def test_it_is_asked_again_when_its_time_has_come(self, *, as_a_date: bool):
        """And its answer still counts, for there is patience left."""
        header = format_datetime(NOW + timedelta(seconds=7), usegmt=True) if as_a_date else "7"
        verdict, asked = self.wait(FakeClock(), 30, self.busy_for(7, header))

        assert verdict.agreed
        assert 0 == asked[0]
        assert 7 <= asked[1] <= 9

    @pytest.mark.parametrize("header", ["7", "86400"])
    def test_patience_goes_before(self, header: str):
        """Nobody waits for a system longer than was promised, whatever it asks for."""
        clock = FakeClock()
        verdict, asked = self.wait(clock, 5, self.busy_for(7, header))

        assert Outcome.UNREACHABLE is verdict.outcome
        assert [0] == asked
        assert pytest.approx(5) == clock.elapsed
