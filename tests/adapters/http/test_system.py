"""Systems that are asked over HTTP, without a network."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import httpx
import pytest

from samestory.adapters.http.messages import LARGEST
from samestory.adapters.http.system import HttpSystem
from samestory.config.entries import Auth
from samestory.core.model import Observation, Subject, Unmapped
from samestory.errors import CannotAsk, WrongCall
from samestory.extraction.records import NO_SUCH_FIELDS
from samestory.telemetry import BareSpan, in_span
from tests.adapters.entries import GUARD, filing, subject_entry, system_entry

ORDER = Subject("order", "A-1", "ada@customers.example")
Answer = Callable[[httpx.Request], httpx.Response]


@contextmanager
def opened(answer: Answer, *secrets: str, **more: Any) -> Iterator[HttpSystem]:
    transport = httpx.MockTransport(answer)
    system = HttpSystem(system_entry(**more), GUARD, filing(*secrets), transport=transport)
    try:
        yield system
    finally:
        system.close()


def observed(answer: Answer, subject: Subject = ORDER, *secrets: str, **more: Any) -> Observation:
    with opened(answer, *secrets, **more) as system:
        return system.observe(subject)


def trouble(answer: Answer, *secrets: str, **more: Any) -> CannotAsk:
    with pytest.raises(CannotAsk) as caught:
        observed(answer, ORDER, *secrets, **more)
    return caught.value


def told(found: Observation) -> list[Unmapped]:
    return [each for each in (found.values or {}).values() if isinstance(each, Unmapped)]


def saying(status: int = 200, **more: Any) -> Answer:
    return lambda _: httpx.Response(status, **more)


class TestAsking:
    def test_what_the_system_says_is_read(self):
        """With the request in one line and the whole exchange as evidence."""
        found = observed(saying(json={"status": "placed"}))

        assert {"status": "placed"} == found.values
        assert "GET http://crm.example/orders/A-1" == found.asked
        [evidence] = found.evidence
        assert ("crm-1.json", "application/json") == (evidence.name, evidence.media_type)
        kept = json.loads(evidence.content)
        assert "GET http://crm.example/orders/A-1" == kept["request"]
        assert (200, {"status": "placed"}) == (kept["status"], kept["body"])

    def test_an_order_number_never_becomes_more_than_one(self):
        """Whatever is in it, it is asked about as it stands."""
        seen: list[httpx.URL] = []

        def answer(request: httpx.Request) -> httpx.Response:
            seen.append(request.url)
            return httpx.Response(200, json={})

        key = "A&b=1?#/ñ%2F 東+"
        entry = subject_entry(find={"method": "GET", "path": "/orders?number={key}&of={of}"})
        observed(answer, Subject("order", key, "a&b@x"), asking=entry)

        assert [("number", key), ("of", "a&b@x")] == seen[0].params.multi_items()

    def test_a_line_break_is_refused_before_anything_is_sent(self):
        """No header and no second request can be smuggled in."""

        def answer(_: httpx.Request) -> httpx.Response:
            raise AssertionError("something was sent")

        with pytest.raises(WrongCall, match=r"control character U\+000D"):
            observed(answer, Subject("order", "A-1\r\nX-Evil: 1"))

    def test_a_question_may_be_posted(self):
        """Its document is filled in as it is; JSON needs no quoting from us."""
        seen: list[httpx.Request] = []

        def answer(request: httpx.Request) -> httpx.Response:
            seen.append(request)
            return httpx.Response(200, json={"status": "placed"})

        entry = subject_entry(
            find={"method": "POST", "path": "/search", "body": {"filter": [{"number": "{key}"}]}}
        )
        found = observed(answer, Subject("order", 'A"1'), asking=entry)

        assert {"filter": [{"number": 'A"1'}]} == json.loads(seen[0].content)
        assert 'POST http://crm.example/search {"filter": [{"number": "A\\"1"}]}' == found.asked

    def test_a_client_is_kept_and_can_be_closed_and_asked_again(self):
        """Opening one costs more than a request."""
        with opened(saying(json={"status": "placed"})) as system:
            assert {"status": "placed"} == system.observe(ORDER).values
            first = system._client._http
            system.observe(ORDER)
            assert first is system._client._http
            system.close()
            assert {"status": "placed"} == system.observe(ORDER).values

    def test_replies_are_to_come_unpacked(self):
        """A few packed bytes can be gigabytes."""
        seen: list[str] = []

        def answer(request: httpx.Request) -> httpx.Response:
            seen.append(request.headers["Accept-Encoding"])
            return httpx.Response(200, json={"status": "placed"})

        observed(answer)

        assert ["identity"] == seen


class TestAbsence:
    def test_404_means_no_such_record(self):
        """It is an answer, and its evidence is kept."""
        found = observed(saying(404, json={"message": "not here"}))

        assert found.absent
        assert 404 == json.loads(found.evidence[0].content)["status"]

    def test_what_else_means_absence_can_be_declared(self):
        """Some say 410, or nothing but the state."""
        entry = subject_entry(absent=(404, 410))

        assert observed(saying(410), asking=entry).absent
        assert observed(saying(404), asking=entry).absent
        silent = trouble(saying(404, json={"message": "no"}), asking=subject_entry(absent=()))
        assert "it answered 404 Not Found" == silent.why

    @pytest.mark.parametrize(
        "answer",
        [saying(404, html="<h1>404</h1><hr>nginx"), saying(404), saying(404, text="404 not found")],
    )
    def test_404_of_somebody_else_is_no_answer(self, answer: Answer):
        """A wrong address and a proxy say it too; who means it can be told in the landscape."""
        assert (
            "it answered 404 Not Found without JSON, so the address may be wrong; "
            "if that is how it says that there is no such record, write absent = [404]"
        ) == trouble(answer).why

    @pytest.mark.parametrize("status", [201, 202, 203, 205, 206, 207, 304])
    def test_only_200_brings_a_whole_answer(self, status: int):
        """A part of a list would look like all of it; a landscape can name other states."""
        answer = saying(status, json={"status": "placed"})

        assert trouble(answer).why.startswith(f"it answered {status} ")
        assert {"status": "placed"} == observed(
            answer, asking=subject_entry(answers=(status,))
        ).values

    def test_no_content_is_absence(self):
        """A state of its own for it."""
        assert observed(saying(204)).absent

    @pytest.mark.parametrize(
        "document",
        [
            {"orders": [], "error": {"message": "shard 3 is down"}},
            {"orders": [], "success": False, "message": "shard 3 is down"},
        ],
    )
    def test_an_error_beside_an_empty_list_is_not_absence(self, document: dict[str, Any]):
        """What was not looked through cannot be known to hold nothing."""
        entry = subject_entry(record="orders[0]")
        [word] = told(observed(saying(json=document), asking=entry))

        assert "what looks like an error: shard 3 is down" == word.code
        assert word.fix.startswith('error = "')

    def test_where_errors_stand_is_for_the_landscape_to_say(self):
        """Some say "no such record" by an error; the landscape can let that one pass."""
        answer = saying(json={"order": None, "error": "no such order"})
        entry = subject_entry(record="order", error="error != 'no such order' && error")

        assert told(observed(answer, asking=subject_entry(record="order")))
        assert observed(answer, asking=entry).absent

    @pytest.mark.parametrize("answer", [saying(json=[]), saying(json={}), saying(json="")])
    def test_an_incomplete_answer_is_unmapped(self, answer: Answer):
        """A list or nothing at all in the place of an order says nothing about it."""
        assert [NO_SUCH_FIELDS] == [each.code for each in told(observed(answer))]

    def test_null_is_an_answer_only_if_the_landscape_says_so(self):
        """Some databases answer so; a gateway that lost the rest does as well."""
        null = saying(content=b"null")
        entry = subject_entry(record="@")
        known = replace(entry, question=replace(entry.question, null_is_none=True))

        assert (
            "it answered null, which says nothing about a record; if that is how it says that "
            'there is no such record, write record = "@"'
        ) == trouble(null).why
        assert observed(null, asking=known).absent
        assert "and it is empty" in trouble(saying(content=b"")).why


class TestCredentials:
    @pytest.mark.parametrize(
        ("auth", "header", "value"),
        [
            (Auth("none"), "authorization", None),
            (Auth("bearer", secret="t0ken"), "authorization", "Bearer t0ken"),
            (Auth("basic", "ann", "s3cret"), "authorization", "Basic YW5uOnMzY3JldA=="),
            (Auth("basic", "sk_key"), "authorization", "Basic c2tfa2V5Og=="),
            (Auth("header", secret="t0ken", header="X-Key"), "x-key", "t0ken"),
        ],
    )
    def test_every_kind_is_sent_its_own_way(self, auth: Auth, header: str, value: str | None):
        """A bearer token, a pair in base64, a header of its own."""
        seen: list[str | None] = []

        def answer(request: httpx.Request) -> httpx.Response:
            seen.append(request.headers.get(header))
            return httpx.Response(200, json={"status": "placed"})

        observed(answer, auth=auth)

        assert [value] == seen

    @pytest.mark.parametrize("status", [401, 403])
    def test_a_refusal_names_the_variable(self, status: int):
        """The person who has to fix it knows where; it is no news about the order."""
        auth = Auth("bearer", secret="t0ken", variables=("CRM_TOKEN",))

        assert (
            f"it refuses the credentials in CRM_TOKEN ({status} "
            in trouble(saying(status), auth=auth).why
        )

    def test_a_refusal_without_credentials_is_told_as_such(self):
        """Then some are missing."""
        assert (
            "it refuses to answer without credentials (401 Unauthorized)"
            == trouble(saying(401)).why
        )

    def test_no_secret_is_in_the_evidence(self):
        """Neither in the question, nor where the system echoes it, nor in cookies."""

        def answer(request: httpx.Request) -> httpx.Response:
            headers = {
                "Set-Cookie": "session=abc",
                "X-Key": "mirrored",
                "X-Echo": request.headers["X-Key"],
            }
            return httpx.Response(
                200, json={"status": "t0ken-1", "u": str(request.url)}, headers=headers
            )

        entry = subject_entry(find={"method": "GET", "path": "/o/{key}?key=t0ken-1"})
        auth = Auth("header", secret="t0ken-1", header="X-Key")
        found = observed(answer, ORDER, "t0ken-1", auth=auth, asking=entry)

        assert b"t0ken-1" not in found.evidence[0].content
        assert b"session" not in found.evidence[0].content
        assert b"mirrored" not in found.evidence[0].content


class TestRedirects:
    def test_the_system_may_redirect_within_itself(self):
        """Slashes at the end, new versions of an API."""

        def answer(request: httpx.Request) -> httpx.Response:
            if request.url.path == "/orders/A-1":
                return httpx.Response(301, headers={"Location": "/v2/orders/A-1"})
            return httpx.Response(200, json={"status": request.headers["X-Key"]})

        auth = Auth("header", secret="t0ken", header="X-Key")

        assert {"status": "t0ken"} == observed(answer, auth=auth).values

    def test_another_allowed_host_gets_no_key(self):
        """The key of the CRM is nobody else's business."""
        seen: list[tuple[str, bool, bool]] = []

        def answer(request: httpx.Request) -> httpx.Response:
            keys = ("x-key" in request.headers, "x-company" in request.headers)
            seen.append((request.url.host, *keys))
            if request.url.host == "crm.example":
                return httpx.Response(302, headers={"Location": "http://127.0.0.1/o"})
            return httpx.Response(200, json={"status": "placed"})

        settings = {"base_url": "http://crm.example", "headers": {"X-Company": "1"}}
        observed(answer, auth=Auth("header", secret="t0ken", header="X-Key"), settings=settings)

        assert [("crm.example", True, True), ("127.0.0.1", False, False)] == seen

    def test_only_the_system_itself_hears_in_which_trace_it_is_asked(self):
        """An address that it leads to may belong to somebody else."""
        seen: list[tuple[str, str | None]] = []

        def answer(request: httpx.Request) -> httpx.Response:
            seen.append((request.url.path, request.headers.get("traceparent")))
            if request.url.path == "/orders/A-1":
                return httpx.Response(302, headers={"Location": "/again"})
            if request.url.host == "crm.example":
                return httpx.Response(302, headers={"Location": "http://127.0.0.1/o"})
            return httpx.Response(200, json={"status": "placed"})

        with in_span(BareSpan("a" * 32)):
            observed(answer)
        told = [trace and trace[:35] for _, trace in seen]

        assert ["/orders/A-1", "/again", "/o"] == [path for path, _ in seen]
        assert [f"00-{'a' * 32}"] * 2 + [None] == told

    def test_without_a_trace_none_is_told(self):
        def answer(request: httpx.Request) -> httpx.Response:
            assert "traceparent" not in request.headers
            return httpx.Response(200, json={"status": "placed"})

        assert {"status": "placed"} == observed(answer).values

    def test_another_host_sees_no_accept_of_the_landscape(self):
        """As with its other headers; what a question accepts is told everybody."""
        seen: list[str] = []

        def answer(request: httpx.Request) -> httpx.Response:
            seen.append(request.headers["Accept"])
            if request.url.host == "crm.example":
                return httpx.Response(302, headers={"Location": "http://127.0.0.1/o"})
            return httpx.Response(200, json={"status": "placed"})

        settings = {"base_url": "http://crm.example", "headers": {"accept": "application/own"}}
        observed(answer, settings=settings)

        assert ["application/own", "application/json"] == seen

    def test_a_user_in_the_new_address_does_not_replace_the_credentials(self):
        """The landscape says who is asking."""

        def answer(request: httpx.Request) -> httpx.Response:
            if request.url.path == "/orders/A-1":
                return httpx.Response(302, headers={"Location": "http://eve:x@crm.example/o"})
            return httpx.Response(200, json={"status": request.headers["Authorization"]})

        found = observed(answer, auth=Auth("bearer", secret="t0ken"))

        assert {"status": "Bearer t0ken"} == found.values

    def test_a_forbidden_host_is_not_followed(self):
        """Nothing is sent there."""

        def answer(request: httpx.Request) -> httpx.Response:
            assert "crm.example" == request.url.host
            return httpx.Response(302, headers={"Location": "http://evil.example/"})

        why = trouble(answer).why

        assert why.startswith("it redirects: x.toml does not allow the host 'evil.example'")
        assert "\n" not in why

    def test_circles_are_left(self):
        """Five redirects are enough."""
        assert "it redirects in circles" == trouble(saying(302, headers={"Location": "/o"})).why


class TestTrouble:
    @pytest.mark.parametrize(
        ("answer", "why"),
        [
            (saying(500), "it answered 500 Internal Server Error"),
            (saying(503), "it answered 503 Service Unavailable"),
            (saying(799), "it answered 799"),
            (saying(304), "it answered 304 Not Modified"),
            (
                saying(html="<h1>Log in</h1>"),
                "it answered text/html instead of JSON: '<h1>Log in</h1>'",
            ),
            (
                saying(content=b'{"a": 1', headers={"Content-Type": "application/json"}),
                "it answered broken JSON: '{\"a\": 1'",
            ),
            (
                saying(content=b'{"a": NaN}', headers={"Content-Type": "application/json"}),
                "it answered broken JSON: '{\"a\": NaN}'",
            ),
            (
                saying(content=b"[" * 100_000, headers={"Content-Type": "application/json"}),
                f"it answered broken JSON: '{'[' * 60}'",
            ),
            (
                saying(content=b"", headers={"Content-Type": "application/json"}),
                "it answered broken JSON, and it is empty",
            ),
            (
                saying(content=b"\xff\xfe\xfd"),
                "it answered an unnamed format instead of JSON: '\ufffd\ufffd\ufffd'",
            ),
        ],
    )
    def test_nonsense_means_that_it_cannot_be_asked(self, answer: Answer, why: str):
        """Never that the order is absent or different; what came back is kept."""
        found = trouble(answer)

        assert why == found.why
        assert "GET http://crm.example/orders/A-1" == found.asked
        assert 1 == len(found.evidence)

    def test_a_name_that_is_said_twice_is_no_clear_answer(self):
        """Parsers differ on which of the two counts."""
        said = b'{"total": "1.00", "status": "placed", "total": "89.00"}'

        assert "its answer is not clear: it says 'total' twice" == trouble(saying(content=said)).why

    @pytest.mark.parametrize("number", ["12345678901234567.89", "49.90", "0.1"])
    def test_no_digit_of_a_number_is_lost(self, number: str):
        """Neither in the value nor in the evidence."""
        found = observed(saying(content=b'{"status": %s}' % number.encode()))

        assert {"status": number} == found.values
        [evidence] = found.evidence
        assert number.rstrip("0").encode() in evidence.content

    @pytest.mark.parametrize(
        ("error", "why"),
        [
            (
                httpx.ConnectError("Connection refused"),
                "the connection failed (Connection refused)",
            ),
            (httpx.ReadError(""), "the request failed (ReadError)"),
            (
                httpx.RemoteProtocolError("Server disconnected"),
                "the request failed (Server disconnected)",
            ),
            (OSError("out of sockets"), "the request failed (out of sockets)"),
            (TimeoutError(), "it did not answer within 3 s (nothing came back)"),
        ],
    )
    def test_a_failing_network_means_that_it_cannot_be_asked(self, error: Exception, why: str):
        """There is no evidence but the question."""

        def answer(_: httpx.Request) -> httpx.Response:
            raise error

        found = trouble(answer)

        assert (why, ()) == (found.why, found.evidence)

    def test_a_flood_is_cut_off(self):
        """Five megabytes are more than any record."""
        sent = 0

        async def flood():
            nonlocal sent
            while sent < 10 * LARGEST:
                sent += 1_000_000
                yield b"x" * 1_000_000

        assert (
            "its reply is larger than 5 MB"
            == trouble(lambda _: httpx.Response(200, content=flood())).why
        )
        assert sent <= LARGEST + 1_000_000

    def test_no_secret_is_in_the_evidence_of_trouble(self):
        """An error page may echo it."""
        found = trouble(saying(html="key t0ken-1 is wrong"), "t0ken-1")

        assert b"t0ken-1" not in found.evidence[0].content
