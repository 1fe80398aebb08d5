"""What each adapter has to be told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.config.files import CRM, GUARD, mistake, mistakes, read

INBOX = """
[systems.inbox]
adapter = "inbox"
host    = "127.0.0.1"
tls     = "none"

[systems.inbox.confirmation]
count = "length(mails)"
"""

WEBSITE = """
[systems.website]
adapter  = "website"
pages    = "shop_pages:Shop"
base_url = "http://127.0.0.1:7100/"

[systems.website.order]
total = { at = "total", as = "money text" }
"""


class TestHttp:
    def test_a_question_is_a_path_to_get(self, tmp_path: Path):
        """Its placeholders are filled in when somebody is asked about."""
        entry = read(tmp_path, GUARD + CRM).systems["crm"].subjects["order"]

        assert {"method": "GET", "path": "/deals?order_number={key}"} == entry.question.find
        assert ("results[0]", None) == (entry.record, entry.question.absent)

    def test_a_question_may_be_posted(self, tmp_path: Path):
        """Many search APIs want a document."""
        find = 'find = { path = "/search", body = { filter = { number = "{key}" } } }'
        text = GUARD + CRM.replace('find   = "/deals?order_number={key}"', find)
        entry = read(tmp_path, text).systems["crm"].subjects["order"]

        body = {"filter": {"number": "{key}"}}
        assert {"method": "POST", "path": "/search", "body": body} == entry.question.find

    def test_headers_and_states_of_absence_can_be_declared(self, tmp_path: Path):
        """Some answer 410 for what is gone, some want to know the company."""
        text = CRM.replace('called   = "CRM"', 'headers = { X-Company = "1" }')
        text = text.replace("record ", "absent = [404, 410]\nrecord ")
        crm = read(tmp_path, GUARD + text).systems["crm"]

        assert {"X-Company": "1"} == crm.settings["headers"]
        assert (404, 410) == crm.subjects["order"].question.absent

    @pytest.mark.parametrize(
        ("old", "new", "expected"),
        [
            ('find   = "/deals?order_number={key}"', "", "[systems.crm.order]: 'find' is missing."),
            ("/deals", "deals", "the path 'deals?order_number={key}' does not begin with '/'."),
            (
                "{key}",
                "{ky}",
                "unknown placeholder {ky} in '/deals?order_number={ky}'.\n  Did you mean 'key'?",
            ),
            ('"/deals?order_number={key}"', "{}", "[systems.crm.order.find]: 'path' is missing."),
            (
                '"/deals?order_number={key}"',
                '{ path = "/", body = ["{number}"] }',
                "unknown placeholder {number}",
            ),
            (
                '"/deals?order_number={key}"',
                '{ path = "/", method = "delete" }',
                "Systems are only asked: write GET or POST.",
            ),
            ('"/deals?order_number={key}"', '{ path = "/", bdy = 1 }', "unknown key 'bdy'"),
            ("http://127.0.0.1:7102", "ftp://127.0.0.1", "which is no web address."),
            ("http://127.0.0.1:7102", "http://[::1", "which is no web address."),
            ("http://127.0.0.1:7102", "http://127.0.0.1:71o2", "which is no web address."),
            ("http://127.0.0.1:7102", "http://127.0.0.1:71020", "which is no web address."),
            ("http://127.0.0.1:7102", "http://127.0.0.1?a=1", "'base_url' holds a '?' or a '#'."),
            ('base_url = "http://127.0.0.1:7102"', "", "'base_url' is missing."),
            ('called   = "CRM"', 'ca = "none.pem"', "'ca': there is no file"),
            ('called   = "CRM"', "headers = { a = 1 }", "'headers' explains 'a' by 1"),
            ("record ", 'absent = "404"\nrecord ', "'absent' is '404', but must be a list."),
            ("record ", 'absent = ["404"]\nrecord ', "'absent' holds something that is no whole"),
            ("record ", "optional = 1\nrecord ", "Write optional = true, or optional = false."),
            ('adapter  = "http"', "", "'adapter' is missing."),
        ],
    )
    def test_what_is_wrong_is_named(self, tmp_path: Path, old: str, new: str, expected: str):
        """Each mistake with its fix."""
        assert expected in "\n".join(mistakes(tmp_path, GUARD + CRM.replace(old, new)))

    def test_a_certificate_lies_beside_the_landscape(self, tmp_path: Path):
        """Its path is meant from there, wherever samestory is started."""
        (tmp_path / "own-ca.pem").touch()
        text = GUARD + CRM.replace('called   = "CRM"', 'ca = "own-ca.pem"')

        assert str(tmp_path / "own-ca.pem") == read(tmp_path, text).systems["crm"].settings["ca"]

    @pytest.mark.parametrize("host", ["eu.shop.example", "a.b.shop.example"])
    def test_a_guard_may_allow_all_hosts_of_a_domain(self, tmp_path: Path, host: str):
        """`*.shop.example` stands for everything below, and for nothing beside it."""
        landscape = read(tmp_path, GUARD + CRM.replace("http://127.0.0.1", f"https://{host}"))

        assert f"https://{host}:7102" == landscape.systems["crm"].settings["base_url"]

    @pytest.mark.parametrize("host", ["shop.example", "evilshop.example", "shop.example.evil"])
    def test_every_other_host_is_a_mistake(self, tmp_path: Path, host: str):
        """Before anything is ever sent there."""
        expected = f"[guard] does not allow the host '{host}'. Allowed: *.shop.example, 127.0.0.1."

        assert expected in mistake(tmp_path, GUARD + CRM.replace("127.0.0.1", host))

    def test_another_machine_is_not_asked_in_plain_text(self, tmp_path: Path):
        """Unless the guard names it."""
        text = GUARD + CRM.replace("127.0.0.1", "crm.shop.example")
        expected = (
            "staging.toml, [systems.crm]: 'base_url' is 'http://crm.shop.example:7102', so anyone "
            "on the network could read and change what is said.\n"
            '  Write https://, or allow it in [guard]: plaintext = ["crm.shop.example"].'
        )

        assert expected == mistake(tmp_path, text)
        read(tmp_path, text.replace("[guard]", '[guard]\nplaintext = ["crm.shop.example"]'))


class TestInbox:
    def test_it_searches_by_headers_and_text(self, tmp_path: Path):
        """`since` is rounded up to days, for mailboxes know no hours."""
        find = 'find = { subject = "order {key}", to = "{of}", since = "36 h" }'
        landscape = read(tmp_path, GUARD + INBOX + find)

        expected = {"subject": "order {key}", "to": "{of}", "since": "2"}
        assert expected == landscape.systems["inbox"].subjects["confirmation"].question.find

    def test_without_find_every_mail_counts(self, tmp_path: Path):
        """In a mailbox made for one customer that may be just right."""
        assert (
            {}
            == read(tmp_path, GUARD + INBOX).systems["inbox"].subjects["confirmation"].question.find
        )

    @pytest.mark.parametrize(
        ("tls", "port"), [('tls = "tls"', 993), ("", 993), ('tls = "starttls"', 143)]
    )
    def test_its_port_follows_from_its_encryption(self, tmp_path: Path, tls: str, port: int):
        """Encrypted unless told otherwise."""
        text = GUARD + INBOX.replace('tls     = "none"', tls)

        assert port == read(tmp_path, text).systems["inbox"].settings["port"]

    def test_plain_text_is_for_this_machine_only(self, tmp_path: Path):
        """A password in plain text over a network is a leak."""
        text = GUARD + INBOX.replace("127.0.0.1", "imap.shop.example")
        expected = (
            "staging.toml, [systems.inbox]: the mailbox on imap.shop.example would be read without "
            'TLS.\n  Write tls = "tls", or allow it in [guard]: plaintext = ["imap.shop.example"].'
        )

        assert expected == mistake(tmp_path, text)
        read(tmp_path, text.replace("[guard]", '[guard]\nplaintext = ["*.shop.example"]'))

    @pytest.mark.parametrize(
        ("extra", "expected"),
        [
            ('port = "imap"', "'port' is 'imap', which is no whole number."),
            ("port = true", "'port' is true, which is no whole number."),
            (
                'tls = "tsl"',
                "unknown 'tls' 'tsl'.\n  Did you mean 'tls'? Known: none, starttls, tls.",
            ),
            ('host = "imap.evil.example"', "does not allow the host 'imap.evil.example'"),
        ],
    )
    def test_what_is_wrong_is_named(self, tmp_path: Path, extra: str, expected: str):
        """Each mistake with its fix."""
        key = extra.split(maxsplit=1)[0]
        lines = [line for line in INBOX.splitlines() if not line.startswith(f"{key} ")]
        lines.insert(2, extra)

        assert expected in "\n".join(mistakes(tmp_path, GUARD + "\n".join(lines)))

    @pytest.mark.parametrize(
        ("find", "expected"),
        [
            ("{ subjct = 'x' }", "[systems.inbox.confirmation.find]: unknown key 'subjct'."),
            ("{ subject = 'order {number}' }", "unknown placeholder {number}"),
            ("{ since = 'Tuesday' }", 'Write it like this: since = "2 days"'),
            ("'order {key}'", "'find' is 'order {key}', but must be a table."),
        ],
    )
    def test_what_is_wrong_with_its_search_is_named(self, tmp_path: Path, find: str, expected: str):
        """Each mistake with its fix."""
        assert expected in mistake(tmp_path, f"{GUARD}{INBOX}find = {find}")

    def test_a_host_is_needed(self, tmp_path: Path):
        """Nobody guesses where the mail is."""
        assert "'host' is missing." in mistake(
            tmp_path, GUARD + INBOX.replace('host    = "127.0.0.1"', "")
        )


class TestWebsite:
    def test_its_pages_are_imported_from_beside_the_landscape(self, tmp_path: Path):
        """A slash at the end of the address makes no difference."""
        website = read(tmp_path, GUARD + WEBSITE).systems["website"]

        assert website.pages is not None
        assert ("Shop", "http://127.0.0.1:7100") == (
            website.pages.__name__,
            website.settings["base_url"],
        )

    @pytest.mark.parametrize(
        ("pages", "expected"),
        [
            ("shop_pages", "'pages' is 'shop_pages', which is no import path."),
            ("shop_pages:Shpo", "shop_pages has no class 'Shpo'.\n  Did you mean 'Shop'?"),
            ("shop_pages:not_a_class", "shop_pages has no class 'not_a_class'."),
            ("nowhere_pages:Shop", "cannot be imported: ModuleNotFoundError: No module named"),
            ("shop_page:Shop", "No module named 'shop_page'.\n  Did you mean 'shop_pages'?"),
            ("broken_pages:Shop", "cannot be imported: ZeroDivisionError: division by zero."),
            ("installed_pages.shop_pages:Shop", "by zero.\n  Fix installed_pages.shop_pages in"),
            (
                "shop_pages:Empty",
                (
                    "[systems.website.order]: the class Empty cannot read 'order': "
                    "it has no method read_order.\n"
                    "  Add read_order(self, key, of) to it, or leave out the table of 'order'."
                ),
            ),
        ],
    )
    def test_what_is_wrong_with_its_pages_is_named(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pages: str, expected: str
    ):
        """Before a browser is ever started."""
        (tmp_path / "broken_pages.py").write_text("1 / 0")
        (tmp_path / "installed_pages").mkdir()
        (tmp_path / "installed_pages" / "shop_pages.py").write_text("1 / 0")
        monkeypatch.syspath_prepend(tmp_path)

        assert expected in mistake(tmp_path, GUARD + WEBSITE.replace("shop_pages:Shop", pages))

    def test_only_classes_of_the_module_itself_are_offered(self, tmp_path: Path):
        """What it imports is no class of page objects."""
        pages = "from pathlib import Path\n\nclass Shelf:\n    pass\n"
        (tmp_path / "own_pages.py").write_text(pages)

        told = mistake(tmp_path, GUARD + WEBSITE.replace("shop_pages:Shop", "own_pages:Paths"))

        assert told.endswith("own_pages has no class 'Paths'.\n  Known classes: Shelf.")

    def test_pages_may_be_installed_as_a_package(self, tmp_path: Path):
        """Then the name of the module has dots."""
        text = GUARD + WEBSITE.partition("[systems.website.order]")[0]
        pages = read(tmp_path, text.replace("shop_pages:Shop", "http.client:HTTPConnection"))

        assert "HTTPConnection" == pages.systems["website"].pages.__name__  # type: ignore[union-attr]

    def test_two_landscapes_may_call_their_pages_the_same(self, tmp_path: Path):
        """Each has its own folder."""
        (tmp_path / "one").mkdir()
        (tmp_path / "two").mkdir()
        one = read(tmp_path / "one", GUARD + WEBSITE).systems["website"].pages
        two = read(tmp_path / "two", GUARD + WEBSITE).systems["website"].pages

        assert one is not two

    def test_pages_may_import_their_neighbours(self, tmp_path: Path):
        """A shared helper file needs no installation."""
        (tmp_path / "neighbour_of_pages.py").write_text("class Shop:\n    read_order = print\n")
        (tmp_path / "new_pages.py").write_text("from neighbour_of_pages import Shop\n")
        text = GUARD + WEBSITE.replace("shop_pages", "new_pages")

        assert "Shop" == read(tmp_path, text).systems["website"].pages.__name__  # type: ignore[union-attr]

    def test_a_kind_with_blanks_is_read_by_a_method_with_underscores(self, tmp_path: Path):
        """Python allows no spaces in names."""
        text = GUARD + WEBSITE + '[systems.website."amended confirmation"]\ncount = "n"'

        assert "it has no method read_amended_confirmation" in mistake(tmp_path, text)


class TestChannels:
    def test_a_channel_has_an_address_pages_and_a_key(self, tmp_path: Path):
        """Journeys act through it."""
        text = (
            GUARD
            + CRM
            + '[channels.agent]\npages = "shop_pages:Empty"\nbase_url = "http://127.0.0.1:7102"\n'
            + 'auth = { kind = "basic", user = "agent", password_env = "AGENT" }'
        )
        agent = read(tmp_path, text, {"AGENT": "secret-5k"}).channels["agent"]

        assert ("agent", "http://127.0.0.1:7102", "secret-5k") == (
            agent.name,
            agent.base_url,
            agent.auth.secret,
        )
        assert agent.pages is not None

    def test_a_channel_may_be_an_api(self, tmp_path: Path):
        """Then nobody looks at pages."""
        text = GUARD + CRM + '[channels.list]\nbase_url = "http://127.0.0.1:7108"'

        assert None is read(tmp_path, text).channels["list"].pages

    def test_its_host_must_be_allowed(self, tmp_path: Path):
        """Journeys write: here the guard matters most."""
        text = GUARD + CRM + '[channels.shop]\nbase_url = "https://www.shop.com"'

        assert "[channels.shop]: [guard] does not allow the host 'www.shop.com'" in mistake(
            tmp_path, text
        )


class TestCompany:
    def test_its_switchboard_must_be_on_an_allowed_host(self, tmp_path: Path):
        """Faults are switched there."""
        text = '[company]\ncommand = ["-m", "x"]\ncontrol = "http://10.0.0.1"\n' + GUARD + CRM

        assert "[company]: [guard] does not allow the host '10.0.0.1'" in mistake(tmp_path, text)


OWN_ADAPTER = """
class Courier:
    def __init__(self, entry, guard, filing): ...
    def observe(self, subject): ...

class Mute: ...
"""

COURIER = """
[systems.courier]
adapter  = "courier:Courier"
base_url = "http://127.0.0.1"
depots   = ["north", "south"]

[systems.courier.order]
find   = "{key}"
status = "state"
"""


class TestOwnAdapter:
    @pytest.fixture(autouse=True)
    def _courier(self, tmp_path: Path) -> None:
        (tmp_path / "courier.py").write_text(OWN_ADAPTER)

    def test_it_is_a_class_beside_the_landscape(self, tmp_path: Path):
        """What needs code is one Python file; its settings are its own business."""
        courier = read(tmp_path, GUARD + COURIER).systems["courier"]

        assert courier.own is not None
        assert ["north", "south"] == courier.settings["depots"]
        assert {"find": "{key}"} == courier.subjects["order"].question.find

    def test_its_question_may_be_a_table(self, tmp_path: Path):
        """Of texts, whatever they mean to it."""
        text = GUARD + COURIER.replace('"{key}"', '{ parcel = "{key}" }')

        found = read(tmp_path, text).systems["courier"].subjects["order"].question.find
        assert {"parcel": "{key}"} == found

    def test_it_must_be_able_to_observe(self, tmp_path: Path):
        """That is what makes a system."""
        assert "courier:Mute is no system: it has no method observe." in mistake(
            tmp_path, GUARD + COURIER.replace(":Courier", ":Mute")
        )

    def test_it_must_exist(self, tmp_path: Path):
        """A misspelt class is found before the first question."""
        assert "'adapter': courier has no class 'Curier'" in mistake(
            tmp_path, GUARD + COURIER.replace(":Courier", ":Curier")
        )

    @pytest.mark.parametrize("setting", ['base_url = "http://10.0.0.1"', 'host = "10.0.0.1"'])
    def test_it_stays_on_allowed_hosts_too(self, tmp_path: Path, setting: str):
        """The guard knows no exceptions."""
        text = GUARD + COURIER.replace('base_url = "http://127.0.0.1"', setting)

        assert "does not allow the host '10.0.0.1'" in mistake(tmp_path, text)
