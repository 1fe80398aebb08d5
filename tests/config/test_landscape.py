"""A landscape is read whole, or every mistake in it is told at once."""

from __future__ import annotations

from datetime import UTC, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import samestory.config
from samestory.config import Landscape, load
from samestory.config.adapter import installed
from samestory.config.auth import KINDS
from samestory.config.own_adapter import words_of_all
from samestory.core.model import Field
from samestory.errors import LandscapeMistakes, WrongCall
from tests.config.files import CRM, GUARD, mistake, mistakes, read

DEMO = Path(__file__).parents[2] / "landscapes" / "demo.toml"

FIVE_MISTAKES = """
[company]
zone = "Europe/Berlni"

[guard]
hosts = ["127.0.0.1"]

[systems.crm]
adapter  = "htpp"

[systems.erp]
adapter  = "http"
base_url = "https://erp.example.com"
auth     = { kind = "header", header = "X-Api-Key", token_env = "ERP_KEY" }
patience = "10 parsecs"

[systems.erp.order]
find = "/orders/{key}"
totl = { at = "Gross", as = "decimal", currency = "EUR" }
"""

ALL_FIVE = f"""\
staging.toml, [company]: unknown time zone 'Europe/Berlni'.
  Did you mean 'Europe/Berlin'?
staging.toml, [systems.crm]: unknown adapter 'htpp'.
  Did you mean 'http'? Known adapters: {", ".join(sorted(installed()))}.
staging.toml, [systems.erp]: 'patience' is '10 parsecs', which cannot be read.
  Write it like this: patience = "10 s"
staging.toml, [systems.erp]: [guard] does not allow the host 'erp.example.com'. Allowed: 127.0.0.1.
  If samestory may act there, write this into [guard]: hosts = ["127.0.0.1", "erp.example.com"]
staging.toml, [systems.erp.order]: unknown field 'totl'.
  Did you mean 'total'? Known fields: address, copies, delivery_day, email, lines, name, \
shown_total, status, total."""

WORDS = {
    *("adapter", "auth", "called", "due", "none", "order", "owner", "patience", "rate", "read_lag"),
    *("settle", "timeout"),
    *words_of_all()[0],
}
"""Those of every system, those of every adapter, and the one subject that is described."""

EIGHT_MISTAKES = """
[company]
zone = "Europe/Berlni"

[guard]
hosts = ["127.0.0.1"]

[systems.erp]
adaptor  = "http"
base_url = "https://erp.example.com"
patience = "10 parsecs"
headers  = { X-Company = "1" }
auth     = { kind = "bearre", token_env = "ERP_KEY" }

[systems.erp.order]
find     = { path = "/search", body = { number = "{key}" } }
totl     = "Gross"
total    = { at = "Gross", as = "minor unit" }
lines    = { at = "Lines", sku = "Sku" }
"""

ALL_EIGHT = f"""\
staging.toml, [company]: unknown time zone 'Europe/Berlni'.
  Did you mean 'Europe/Berlin'?
staging.toml, [systems.erp]: 'adapter' is missing.
  Add it, for instance: adapter = "http"
staging.toml, [systems.erp]: 'patience' is '10 parsecs', which cannot be read.
  Write it like this: patience = "10 s"
staging.toml, [systems.erp]: [guard] does not allow the host 'erp.example.com'. Allowed: \
127.0.0.1.
  If samestory may act there, write this into [guard]: hosts = ["127.0.0.1", "erp.example.com"]
staging.toml, [systems.erp]: unknown key 'adaptor'.
  Did you mean 'adapter'? Known keys: {", ".join(sorted(WORDS))}.
staging.toml, [systems.erp.auth]: unknown kind of auth 'bearre'.
  Did you mean 'bearer'? Known here: {", ".join(sorted(KINDS))}.
staging.toml, [systems.erp.order]: unknown field 'totl'.
  Did you mean 'total'? Known fields: address, copies, delivery_day, email, lines, name, \
shown_total, status, total.
staging.toml, [systems.erp.order.total]: 'as' is 'minor unit', which reads no money.
  Did you mean 'minor units'? A money is read as: decimal, minor units, money text, typed json.
staging.toml, [systems.erp.order.lines]: 'quantity' is missing.
  Say where it is in a line: quantity = "quantity"."""

EIGHT_FACTS = (
    "unknown time zone 'Europe/Berlni'",
    "adapter",
    "'patience' is '10 parsecs'",
    "does not allow the host 'erp.example.com'",
    "unknown kind of auth 'bearre'",
    "unknown field 'totl'",
    "'as' is 'minor unit', which reads no money",
    "[systems.erp.order.lines]: 'quantity' is missing",
)


class TestMistakes:
    @pytest.mark.parametrize("adapter", ["adaptor  = 'http'", "adapter = 'htpp'", ""])
    def test_an_adapter_that_is_not_known_hides_no_other_mistake(
        self, tmp_path: Path, adapter: str
    ):
        """What all adapters have in common is read, so one look is still enough."""
        text = EIGHT_MISTAKES.replace('adaptor  = "http"', adapter)
        told = "\n".join(mistakes(tmp_path, text, {"ERP_KEY": "k"}))

        for each in EIGHT_FACTS:
            assert each in told
        assert ("unknown key" in told) == ("adaptor" in adapter)

    @pytest.mark.parametrize("adapter", ["adaptor = 'http'", "adapter = 'htpp'", "adapter = 'e:E'"])
    def test_nor_does_it_hide_one_in_how_things_are_taken_back(self, tmp_path: Path, adapter: str):
        """The system whose adapter is wrong is no mistake there; another name is."""
        text = (
            f"{GUARD}[systems.crm]\n{adapter}\nbase_url = 'http://127.0.0.1'\n"
            "[systems.crm.order]\nfind = '/{key}'\ntotal = 'total'\n"
            "[undo.order]\nsystem = 'crm'\nrequest = 'DELETE /{key}'\nasked = ['crm']\n"
            "[undo.account]\nsystem = 'cmr'\nrequest = 'DELETE /{key}'\n"
        )
        found = mistakes(tmp_path, text)

        assert any("adapter" in each for each in found)
        [told] = [each for each in found if "[undo" in each]
        assert (
            "staging.toml, [undo.account]: unknown system that takes requests 'cmr'.\n"
            "  Did you mean 'crm'? Known: crm."
        ) == told

    def test_a_misspelt_key_for_the_adapter_is_told_among_eight_mistakes(self, tmp_path: Path):
        """Not only that the right one is missing."""
        assert ALL_EIGHT == "\n".join(mistakes(tmp_path, EIGHT_MISTAKES, {"ERP_KEY": "k"}))

    def test_a_mailbox_without_an_adapter_has_its_words_known(self, tmp_path: Path):
        """Only its adapter and its host are wrong, and nothing that any adapter knows."""
        text = f"{GUARD}[systems.mail]\nhost = 'imap.evil.example'\ntls = 'tls'\nfolder = 'IN'\n"
        missing, forbidden = mistakes(tmp_path, text)

        assert "'adapter' is missing" in missing
        assert "does not allow the host 'imap.evil.example'" in forbidden

    def test_a_host_that_is_not_allowed_is_told_once_with_all_that_are_there(self, tmp_path: Path):
        """It is one mistake of [guard]; another host is another one."""
        at = "adapter = 'http'\nbase_url = 'https://{}.evil.example'\n"
        tables = "".join(
            f"[systems.{name}]\n{at.format(host)}"
            f"[systems.{name}.order]\nfind = '/{{key}}'\nname = 't'\n"
            for name, host in {"erp": "one", "crm": "one", "wms": "two"}.items()
        )
        shop = "[channels.shop]\nbase_url = 'https://one.evil.example'\npages = 'shop_pages:Shop'"
        one, two = mistakes(tmp_path, f"{GUARD}{tables}{shop}")

        assert one.startswith(
            "staging.toml, [systems.erp], [systems.crm], [channels.shop]: [guard] does not allow "
            "the host 'one.evil.example'."
        )
        assert two.startswith("staging.toml, [systems.wms]: [guard] does not allow the host 'two.")

    def test_all_of_them_are_told_at_once(self, tmp_path: Path):
        """One look at the message is enough to fix the whole file."""
        assert ALL_FIVE == "\n".join(mistakes(tmp_path, FIVE_MISTAKES, {"ERP_KEY": "k"}))

    def test_the_error_is_readable_as_it_is(self, tmp_path: Path):
        """Whoever prints the exception prints every mistake."""
        with pytest.raises(LandscapeMistakes) as caught:
            read(tmp_path, FIVE_MISTAKES)

        assert "\n".join(caught.value.mistakes) == str(caught.value)

    def test_they_come_in_the_order_of_the_file(self, tmp_path: Path):
        """Reading on from top to bottom, nobody has to jump."""
        text = '[systems.crm]\nadapter = "htpp"\n[guard]\nhots = []\n[company]\nzone = "Mars"'

        found = [each.split(":")[0] for each in mistakes(tmp_path, text)]

        assert ["staging.toml, [systems.crm]", "staging.toml, [guard]"] == found[:2]

    def test_a_file_below_the_working_directory_is_called_as_people_call_it(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        """An absolute path would be noise."""
        (tmp_path / "landscapes").mkdir()
        (tmp_path / "landscapes" / "staging.toml").write_text("[guard]\nhots = []")
        monkeypatch.chdir(tmp_path)

        with pytest.raises(LandscapeMistakes, match=r"^landscapes/staging.toml: there"):
            load(tmp_path / "landscapes" / "staging.toml", {})

    def test_what_is_not_toml_is_told_with_its_line(self, tmp_path: Path):
        """No half-read landscape, and no hunt for the missing quote."""
        expected = (
            "staging.toml: this is not TOML: Invalid value (at line 2, column 9).\n"
            "  Fix that place first; other mistakes are looked for afterwards."
        )

        assert expected == mistake(tmp_path, "[guard]\nhosts = nonsense")

    def test_a_missing_file_brings_up_its_neighbours(self, tmp_path: Path):
        """Usually it is only misspelt."""
        read(tmp_path, GUARD + CRM)

        with pytest.raises(LandscapeMistakes, match=r"Did you mean 'staging\.toml'"):
            load(tmp_path / "stagin.toml", {})

    @pytest.mark.parametrize(
        ("encoding", "newline"), [("utf-8-sig", "\r\n"), ("utf-8-sig", "\n"), ("utf-8", "\r\n")]
    )
    def test_a_file_saved_on_windows_is_read(self, tmp_path: Path, encoding: str, newline: str):
        """With a byte order mark, and with line ends of its own."""
        text = f'[company]\nname = """\na\nb"""\n{GUARD}[systems.crm]\nadapter = "http"\n'
        text += 'base_url = "http://127.0.0.1"\n[systems.crm.order]\nfind = "/{key}"\nname = "n"\n'
        file = tmp_path / "here.toml"
        file.write_bytes(text.replace("\n", newline).encode(encoding))

        assert "a\nb" == load(file, {}).name

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
    def test_utf_16_is_told_as_such(self, tmp_path: Path, encoding: str):
        file = tmp_path / "here.toml"
        file.write_bytes(GUARD.encode(encoding))

        with pytest.raises(LandscapeMistakes) as caught:
            load(file, {})
        assert f"{file}: this file is UTF-16 instead of UTF-8.\n  Save the file as UTF-8." == str(
            caught.value
        )

    def test_page_objects_saved_on_windows_are_read(self, tmp_path: Path):
        (tmp_path / "shop_pages.py").write_bytes(
            "class Shop:\r\n    def read_order(self, key, of): ...\r\n".encode("utf-8-sig")
        )
        file = tmp_path / "here.toml"
        file.write_bytes(
            (
                f'{GUARD}[systems.shop]\nadapter = "website"\npages = "shop_pages:Shop"\n'
                'base_url = "http://127.0.0.1"\n[systems.shop.order]\nname = "n"\n'
            ).encode("utf-8-sig")
        )

        assert "Shop" == load(file, {}).systems["shop"].pages.__name__

    def test_what_is_not_utf_8_is_told_as_such(self, tmp_path: Path):
        """An editor of the last century is no reason for a traceback."""
        (tmp_path / "old.toml").write_bytes(b"# caf\xe9")

        with pytest.raises(LandscapeMistakes, match="byte 5 is not UTF-8"):
            load(tmp_path / "old.toml", {})

    def test_a_folder_is_told_as_such(self, tmp_path: Path):
        """With the landscapes in it."""
        read(tmp_path, GUARD + CRM)

        with pytest.raises(LandscapeMistakes) as caught:
            load(tmp_path, {})
        assert (
            f"{tmp_path}: this is a folder, and a landscape is one file.\n"
            "  Landscapes there: staging.toml."
        ) == str(caught.value)

    @pytest.mark.parametrize(
        "deep",
        [
            "x = " + "[" * 5000 + "]" * 5000,
            "x = " + "{a = " * 5000 + "1" + "}" * 5000,
            f"[{'.'.join(['a'] * 5000)}]",
        ],
        ids=["lists", "tables", "dotted"],
    )
    def test_what_is_nested_too_deeply_is_told_in_a_sentence(self, tmp_path: Path, deep: str):
        expected = "staging.toml: its tables or lists are nested too deeply.\n  Write them flatter."

        assert expected == mistake(tmp_path, deep)

    def test_an_empty_file_has_no_system(self, tmp_path: Path):
        """Nothing passes without having looked."""
        expected = "staging.toml: there is no system.\n  Describe one in a table [systems.NAME]."

        assert expected == mistake(tmp_path, "")

    @pytest.mark.parametrize(
        ("table", "key"),
        [
            ("", "patience"),
            ("[company]", "nmae"),
            ("[guard]", "host"),
            ("[defaults]", "pateince"),
            ("[channels.shop]\nbase_url = 'http://127.0.0.1'", "page"),
            ("[systems.crm]\nadapter = 'http'\nbase_url = 'http://127.0.0.1'", "bas_url"),
        ],
    )
    def test_no_table_has_room_for_an_unknown_key(self, tmp_path: Path, table: str, key: str):
        """A key that nobody reads would be a setting that never holds."""
        found = mistakes(
            tmp_path, f"{table}\n{key} = 'x'\n" + (GUARD if "guard" not in table else "")
        )

        assert any(f"unknown key '{key}'" in each for each in found)

    @pytest.mark.parametrize("table", ["systems", "channels"])
    def test_a_value_where_a_table_belongs_is_an_unknown_key(self, tmp_path: Path, table: str):
        """`[systems] crm = "..."` describes nothing."""
        found = mistakes(tmp_path, f"[{table}]\ncrm = 'http'")

        assert any(each.startswith(f"staging.toml, [{table}]: unknown key 'crm'") for each in found)

    def test_a_value_of_another_type_is_named(self, tmp_path: Path):
        """What TOML calls a type is told in plain words."""
        expected = (
            "staging.toml, [company]: 'name' is true, but must be a text.\n"
            "  Change it, or leave it out."
        )

        assert expected == mistake(tmp_path, f"[company]\nname = true\n{GUARD}{CRM}")

    def test_a_guard_of_numbers_is_a_mistake(self, tmp_path: Path):
        """Hosts are texts, each of them."""
        found = mistakes(tmp_path, "[guard]\nhosts = [127]\n" + CRM)

        assert found[0].startswith(
            "staging.toml, [guard]: 'hosts' holds something that is no text."
        )

    @pytest.mark.parametrize(
        ("key", "entry", "why", "fix"),
        [
            ("hosts", "*", "would allow every host there is", ', for instance, "shop.example.com"'),
            ("hosts", "https://a.example:1/x", "is a web address, not a host", ' "a.example"'),
            ("plaintext", "0x7f.1", "is an IPv4 address in an unusual spelling", ' "127.0.0.1"'),
            ("unverified", "a.example:1", "holds a port, and a host is allowed", ' "a.example"'),
            ("mail_domains", "qa@a.example", "holds a user name", ' "a.example"'),
            (
                "mail_domains",
                "127.0.0.1",
                "is the address of a machine, not a mail domain",
                ', for instance, "customers.example"',
            ),
        ],
    )
    def test_an_entry_that_is_no_host_is_a_mistake(
        self, tmp_path: Path, key: str, entry: str, why: str, fix: str
    ):
        """With what was meant, if that can be seen."""
        _, found = mistakes(tmp_path, f'[guard]\n{key} = ["{entry}"]\n')

        assert found.startswith(f"staging.toml, [guard]: '{key}' holds '{entry}', which {why}")
        assert found.endswith(f".\n  Write{fix}.")

    def test_hosts_are_read_in_any_case_and_script(self, tmp_path: Path):
        """The entry stays as it was written; it means what a browser takes it for."""
        text = GUARD.replace('"*.shop.example"', '"*.BÜCHER.example.", "[::1]"')
        guard = read(tmp_path, text + CRM).guard

        guard.check_url("https://www.xn--bcher-kva.example/")
        guard.check_url("http://[0::1]:7100/")

    def test_certificates_are_excused_host_by_host(self, tmp_path: Path):
        """There is no switch for all, and what is excused is said loudly."""
        text = GUARD.replace("[guard]", '[guard]\nunverified = ["127.0.0.1", "*.shop.example"]')
        found = mistake(tmp_path, text + CRM)
        guard = read(tmp_path, (text + CRM).replace(', "*.shop.example"]', "]", 1)).guard

        assert found == (
            "staging.toml, [guard]: 'unverified' holds '*.shop.example', which is more than one "
            "host.\n  Name each host by itself, and only those of test systems."
        )
        assert not guard.verifies("127.0.0.1")
        assert guard.verifies("www.shop.example")
        [loud] = guard.concessions
        assert loud.startswith(
            "anything that calls itself 127.0.0.1 is trusted: its certificate is"
        )


@pytest.fixture(scope="module")
def demo() -> Landscape:
    """The landscape that samestory brings along."""
    return load(DEMO, {})


class TestTheDemo:
    """The landscape that samestory brings along."""

    def test_it_holds_no_mistake(self, demo: Landscape):
        """A newcomer's first command works."""
        assert ["website", "inbox", "crm", "erp", "payments", "list"] == list(demo.systems)[:6]

    def test_its_company_can_be_started(self, demo: Landscape):
        """Its made-up secrets come with it."""
        assert demo.company is not None
        command = ("-m", "samestory_demo", "--ports", "88", "--seed", "0", "--traces", "")
        assert command == demo.company.command
        assert "http://127.0.0.1:8899" == demo.company.control
        assert "crm-secret-7Q2" == demo.company.environment["CRM_TOKEN"]

    def test_its_ports_follow_the_environment(self):
        """Two people on one machine do not meet."""
        demo = load(DEMO, {"DEMO_PORTS": "71"})

        assert "http://127.0.0.1:7102" == demo.systems["crm"].settings["base_url"]
        assert 7143 == demo.systems["inbox"].settings["port"]

    def test_the_environment_goes_before_made_up_secrets(self):
        """A made-up secret only fills a gap."""
        demo = load(DEMO, {"CRM_TOKEN": "from-the-vault"})

        assert "from-the-vault" == demo.systems["crm"].auth.secret
        assert demo.company is not None
        assert "from-the-vault" == demo.company.environment["CRM_TOKEN"]

    def test_every_secret_is_known_for_masking(self, demo: Landscape):
        """Also those of channels, and a key that stands where a user name belongs."""
        assert {"crm-secret-7Q2", "agent-secret-5k", "sk_test_secret_9d"} <= demo.secrets

    def test_no_secret_is_in_its_repr(self, demo: Landscape):
        """A landscape may turn up in a traceback."""
        assert not [secret for secret in demo.secrets if secret in repr(demo)]

    def test_the_customer_and_the_witness_read_the_same_pages(self, demo: Landscape):
        """What she is told and what the witness reads is found in the same places."""
        website, shop = demo.systems["website"].pages, demo.channels["shop"].pages

        assert website is not None
        assert website.__name__ in [each.__name__ for each in shop.__mro__]


class TestWaiting:
    def test_a_system_inherits_the_defaults_and_may_change_them(self, tmp_path: Path):
        """Only what differs has to be said."""
        text = '[defaults]\npatience = "2 min"\nsettle = "500 ms"\n' + GUARD
        crm = read(tmp_path, text + CRM.replace("called", 'settle = "2 s"\ncalled')).systems["crm"]

        assert (timedelta(minutes=2), timedelta(seconds=2)) == (crm.patience, crm.settle)

    def test_a_nightly_batch_has_a_time_of_day(self, tmp_path: Path):
        """`due` is what makes a promise pending."""
        text = (
            '[company]\nzone = "Europe/Berlin"\n'
            + GUARD
            + CRM.replace("called", 'due = "02:00"\ncalled')
        )
        crm = read(tmp_path, text).systems["crm"]

        assert (time(2, 0), ZoneInfo("Europe/Berlin")) == (crm.due, crm.zone)

    @pytest.mark.parametrize("due", ['"2 am"', '"24:00"', "2"])
    def test_another_due_is_a_mistake(self, tmp_path: Path, due: str):
        """A batch that never runs would park every promise."""
        text = GUARD + CRM.replace("called", f"due = {due}\ncalled")

        assert 'Write it like this: due = "02:00"' in mistake(tmp_path, text)

    def test_no_time_at_all_is_too_little(self, tmp_path: Path):
        """A system that must answer at once never answers."""
        text = GUARD + CRM.replace("called", 'timeout = "0 s"\ncalled')

        assert "'timeout' is 0" in mistake(tmp_path, text)

    def test_a_deadline_is_what_a_system_is_given_in_all(self, tmp_path: Path):
        """Its answers may be stale for a while before its patience begins."""
        text = '[defaults]\nread_lag = "2 min"\npatience = "10 s"\n' + GUARD + CRM

        assert {"crm": 130.0} == read(tmp_path, text).deadlines

    def test_zone_and_name_may_be_left_out(self, tmp_path: Path):
        """Then the file's name and UTC have to do."""
        landscape = read(tmp_path, GUARD + CRM)

        assert ("staging", UTC) == (landscape.name, landscape.zone)
        assert landscape.company is None


class TestNames:
    TWO = GUARD + CRM + CRM.replace("crm", "erp").replace('"CRM"', '"ERP"')

    def test_a_phrase_names_systems_in_its_own_order(self, tmp_path: Path):
        """Articles and whose they are make no difference, nor do capitals."""
        landscape = read(tmp_path, self.TWO)

        assert ["erp", "crm"] == landscape.systems_called("her ERP and the crm")
        assert ["crm", "erp"] == landscape.systems_called("the CRM, the ERP, and the CRM")

    def test_an_unknown_name_is_the_callers_mistake(self, tmp_path: Path):
        """A step that names nobody would check nothing."""
        landscape = read(tmp_path, self.TWO)

        with pytest.raises(
            WrongCall, match=r"no system called 'EPR'.\n  Did you mean 'ERP'\? Known"
        ):
            landscape.systems_called("the CRM and the EPR")

    def test_what_the_company_lacks_is_left_out_with_its_reason(self, tmp_path: Path):
        """The same feature runs for a company without a CRM, and says what was not asked."""
        text = self.TWO + '\n[lacks]\n"marketing list" = "this company mails nobody"'
        landscape = read(tmp_path, text)
        phrase = "the CRM and the marketing list"

        assert ["crm"] == landscape.systems_called(phrase)
        assert {"marketing list": "this company mails nobody"} == landscape.lacking(phrase)

    def test_a_lack_may_be_put_beside_the_company(self, tmp_path: Path):
        """`[lacks]` holds texts and nothing else."""
        assert "'lacks' explains 'crm' by 3" in mistake(tmp_path, self.TWO + "\n[lacks]\ncrm = 3")

    def test_no_two_systems_are_called_the_same(self, tmp_path: Path):
        """A phrase must be able to say which."""
        expected = (
            "staging.toml, [systems.erp]: 'CRM' is already what [systems.crm] is called.\n"
            '  Give it a name of its own: called = "erp".'
        )

        assert expected == mistake(
            tmp_path, GUARD + CRM + CRM.replace("systems.crm", "systems.erp")
        )

    def test_a_system_is_called_by_its_table_where_nothing_is_said(self, tmp_path: Path):
        """`called` is for the names that people use."""
        landscape = read(tmp_path, GUARD + CRM.replace('called   = "CRM"', ""))

        assert {"crm": "crm"} == landscape.called


class TestSubjects:
    def test_kinds_and_fields_can_be_added(self, tmp_path: Path):
        """A courier's appointment is compared by its slot."""
        text = (
            GUARD
            + '[subjects.appointment]\nslot = "window"\n[subjects.order]\nnote = "text"\n'
            + CRM
        )
        landscape = read(tmp_path, text)

        assert (Field("slot", "window"),) == landscape.fields_of("appointment")
        assert Field("note", "text") in landscape.fields_of("order")

    def test_a_field_needs_a_known_comparison(self, tmp_path: Path):
        """Nobody knows when two "prices" are the same."""
        found = mistake(tmp_path, GUARD + '[subjects.order]\nfee = "moneys"\n' + CRM)

        assert found.startswith(
            "staging.toml, [subjects.order]: unknown kind of comparison 'moneys'."
        )
        assert "Did you mean 'money'?" in found

    def test_a_kind_that_is_no_table_is_a_mistake(self, tmp_path: Path):
        """A kind has fields."""
        assert "unknown key 'appointment'" in mistake(
            tmp_path, GUARD + "[subjects]\nappointment = 'window'\n" + CRM
        )

    def test_an_unknown_kind_is_the_callers_mistake(self, tmp_path: Path):
        """`samestory ask ordr A-1042` gets an answer that helps."""
        landscape = read(tmp_path, GUARD + CRM)

        with pytest.raises(WrongCall, match=r"no kind of subject 'ordr'\.\n  Did you mean 'order'"):
            landscape.fields_of("ordr")

    def test_an_unknown_field_is_the_callers_mistake(self, tmp_path: Path):
        """As an unknown kind is."""
        landscape = read(tmp_path, GUARD + CRM)

        assert Field("total", "money") == landscape.field_of("order", "total")
        with pytest.raises(WrongCall, match=r"no field 'totl' of 'order'.\n.*mean 'total'"):
            landscape.field_of("order", "totl")


def test_what_is_public_is_what_is_meant_to_be():
    """The package is a menu."""
    assert [
        "ChannelEntry",
        "Company",
        "Customers",
        "Landscape",
        "load",
    ] == samestory.config.__all__


class TestOwners:
    def test_who_mends_a_system_can_be_named(self, tmp_path: Path):
        """Reports say it; a system without an owner is no mistake."""
        described = read(
            tmp_path, GUARD + CRM.replace("[systems.crm]", '[systems.crm]\nowner = "team-desk"')
        )

        assert {"crm": "team-desk"} == described.owners
        assert {} == read(tmp_path, GUARD + CRM).owners
