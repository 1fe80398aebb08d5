"""`samestory init`: a new project is in order at once, and nobody's file is touched."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tomllib
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from typer.testing import CliRunner, Result

from samestory.cli import app
from samestory.config import load
from samestory.config.secrets import unset
from samestory.errors import WrongCall
from samestory.report.allure_report import HISTORY as ALLURE_HISTORY
from samestory.report.results_folder import HISTORY, PENDING, WAITS
from samestory.scaffold.answers import PROTOCOLS
from samestory.scaffold.examples import copied, example_called, folder_of
from samestory.scaffold.files import ALWAYS, files_for
from samestory.scaffold.origin import Origin
from samestory.scaffold.project import comparable_project, planned_system
from tests.cli.golden import golden, trimmed
from tests.testing.stubs import Asked, anybody, served
from tests.warm_python import warm_python

ROOT = Path(__file__).parents[2]
SHOP = ("--website", "https://shop.example.com", "--inbox", "imap.example.com")
CRM = ("--crm", "https://crm.example.com/api")
ERP = ("--erp", "odata+https://erp.example.com/odata")


def init(folder: Path, *options: str) -> Result:
    return CliRunner().invoke(app, ["init", str(folder), *options])


def run(folder: Path, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """A command in the new project, as its user would type it, without any secret set."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(  # noqa: S603  our own commands
        [warm_python(), "-m", *words],
        cwd=folder,
        env={**kept, **environ},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize(
    "options",
    [
        pytest.param((*SHOP, *CRM, *ERP), id="a shop"),
        pytest.param((*SHOP, *CRM, "--list", "sql", "--erp", "sql"), id="a list"),
        pytest.param((*CRM, *ERP, "--list", "https://list.example.com"), id="no website"),
        pytest.param((*CRM, *ERP, "--inbox", "imap.example.com:143"), id="an inbox alone"),
        pytest.param(("--website", "http://shop.example.com", *CRM), id="without TLS"),
        pytest.param((*CRM, "--from", "own_adapter", "--name", 'Ünï "& Co'), id="own code"),
    ],
)
def test_a_new_project_is_in_order_at_once(options: tuple[str, ...], tmp_path: Path) -> None:
    """Its files, its lint, and its features, which are found without a secret and a browser."""
    folder = tmp_path / "story"
    made = init(folder, *options)
    assert 0 == made.exit_code, made.output

    doctor = run(folder, "samestory", "doctor", "--dry")
    assert 0 == doctor.returncode, doctor.stdout + doctor.stderr
    assert "no mistake" in doctor.stdout
    assert "every phrase is known" in doctor.stdout

    for words in (("ruff", "check", "."), ("ruff", "format", "--check", ".")):
        linted = run(folder, *words)
        assert 0 == linted.returncode, linted.stdout + linted.stderr

    collected = run(folder, "pytest", "--collect-only", "-q", "-p", "no:cacheprovider")
    assert 0 == collected.returncode, collected.stdout + collected.stderr
    assert ".feature::test_" in collected.stdout


def test_what_is_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With what is less safe in it, and what will not work elsewhere."""
    monkeypatch.chdir(tmp_path)
    here = Origin("0.1.0", "file:///home/ada/samestory")
    monkeypatch.setattr("samestory.scaffold.origin.where_from", lambda: here)
    done = init(Path("our story"), *SHOP, "--crm", "http://crm.example.com", *ERP)

    counted = re.sub(r"steps/ \(\d+ files\)", "steps/ (9 files)", done.stdout)
    assert golden("init", counted) == trimmed(counted)


def test_whoever_speaks_without_tls_is_allowed_by_name() -> None:
    """This machine needs no such leave, and whoever speaks https gets none."""
    addresses = ("http://crm.example.com:8080/api", "http://127.0.0.1:6802", "https://c.example")
    systems = dict(zip(("crm", "erp", "list"), addresses, strict=True))
    written = files_for(comparable_project(name="x", systems=systems))["landscapes/company.toml"]

    assert ["crm.example.com"] == tomllib.loads(written)["guard"]["plaintext"]
    assert "anyone on the network can read" in written


def test_nobody_is_asked_who_cannot_know_her_yet() -> None:
    """The ERP knows whoever has ordered, the marketing list whoever has subscribed."""
    systems = {"crm": "sql", "erp": "sql", "list": "sql"}
    made = comparable_project(name="x", website="https://shop.example", systems=systems)
    knowing = files_for(made)["features/knowing/knowing.feature"]
    ordering, subscribing = knowing.split("Scenario: ")[1:]

    assert "When she orders" in ordering
    assert "the website, the CRM and the ERP agree on who she is" in ordering
    assert "When she signs up for offers" in subscribing
    assert "the website and the marketing list agree on who she is" in subscribing


def test_a_mailbox_brings_the_library_that_reads_it() -> None:
    made = comparable_project(
        name="x", website="https://shop.example", inbox="mail.example", systems={"crm": "sql"}
    )
    written = tomllib.loads(files_for(made, Origin("0.1.0"))["pyproject.toml"])

    assert ["samestory[imap,postgresql]>=0.1.0,<0.2"] == written["project"]["dependencies"]


def test_a_database_brings_the_library_that_speaks_to_it() -> None:
    for erp, extra in (("sql", "samestory[postgresql]"), ("https://erp.example", "samestory>=")):
        made = comparable_project(name="x", systems={"crm": "https://crm.example", "erp": erp})
        project = tomllib.loads(files_for(made, Origin("0.1.0"))["pyproject.toml"])
        [needed] = project["project"]["dependencies"]
        assert needed.startswith(extra)


@pytest.mark.parametrize("url", ["", "https://git.example.com/samestory.whl"])
def test_a_place_that_everybody_reaches_needs_no_words(url: str) -> None:
    made = comparable_project(name="x", systems={"crm": "sql", "erp": "sql"})
    written = files_for(made, Origin("0.1.0", url))

    for name in (
        "README.md",
        "pyproject.toml",
        ".gitlab-ci.yml",
        ".github/workflows/samestory.yml",
    ):
        assert "machine" not in written[name], name


def test_the_history_outlives_a_run_that_failed_on_github() -> None:
    """actions/cache itself saves nothing if a step failed, and a contradiction is such a step."""
    made = comparable_project(name="x", systems={"crm": "sql", "erp": "sql"})
    steps = files_for(made)[".github/workflows/samestory.yml"].split("\n      - ")
    [restored] = [each for each in steps if "actions/cache/restore@" in each]
    [saved] = [each for each in steps if "actions/cache/save@" in each]
    carried = [set(re.findall(r"reports/\S+", each)) for each in (restored, saved)]

    kept = (HISTORY, ALLURE_HISTORY, WAITS, PENDING)
    assert [{f"reports/{each}" for each in kept}] * 2 == carried
    assert "if: always()" in saved
    assert not [each for each in steps if "actions/cache@" in each]


@pytest.mark.parametrize(
    ("run", "settled", "ended"),
    [(0, 0, 0), (0, 5, 0), (0, 1, 1), (0, 6, 6), (1, 0, 1), (1, 5, 1), (6, 1, 6), (0, None, 0)],
)
@pytest.mark.parametrize("ci", ["github", "gitlab"])
def test_ci_settles_what_earlier_runs_left_open(
    tmp_path: Path, ci: str, run: int, settled: int | None, ended: int
) -> None:
    """A contradiction fails the job, what is not due yet does not, and a failed run stays one."""
    (tmp_path / "reports").mkdir()
    if settled is not None:
        (tmp_path / "reports/pending.jsonl").write_text("{}\n")
    says = f"samestory() {{ echo $1 >> asked; test $1 = run && return {run}; return {settled}; }}\n"
    codes = [
        subprocess.run(  # noqa: S603 - our own words
            ["/bin/bash", "-ec", says + each], cwd=tmp_path, check=False
        ).returncode
        for each in _scripts(ci)
    ]

    found = next(filter(None, codes), 0)
    assert ended == found if ci == "gitlab" else bool(ended) == bool(found)
    asked = ["run"] if settled is None else ["run", "settle"]
    assert asked == (tmp_path / "asked").read_text().split()


def _scripts(ci: str) -> list[str]:
    """What CI runs of samestory beside the doctor, each a shell of its own."""
    written = files_for(comparable_project(name="x", systems={"crm": "sql", "erp": "sql"}))
    if ci == "gitlab":
        job = yaml.safe_load(written[".gitlab-ci.yml"])["samestory"]
        assert "reports/pending.jsonl" in job["cache"]["paths"]
        lines = job["script"]
        return ["\n".join(lines[lines.index("samestory doctor --dry") + 1 :])]
    steps = yaml.safe_load(written[".github/workflows/samestory.yml"])["jobs"]["story"]["steps"]
    played, later = [each for each in steps if re.search("samestory (run|settle)", str(each))]
    assert "${{ !cancelled() }}" == later["if"]
    assert played["env"] == later["env"]
    return [played["run"], later["run"]]


def test_the_usual_port_of_starttls_is_asked_with_it() -> None:
    for port, tls in (("", "tls"), (":993", "tls"), (":143", "starttls")):
        made = comparable_project(name="x", inbox=f"imap.example.com{port}", systems={"crm": "sql"})
        written = tomllib.loads(files_for(made)["landscapes/company.toml"])
        assert tls == written["systems"]["inbox"]["tls"]


def test_a_long_name_leaves_room_for_its_comment() -> None:
    made = comparable_project(
        name="x", systems={"a-system-with-a-very-long-name": "sql", "crm": "sql"}
    )

    assert "long-name] # read" in files_for(made)["landscapes/company.toml"]


def test_a_place_that_only_this_machine_reaches_is_told_where_it_matters() -> None:
    """Whoever sets up CI reads which one line has to be changed, and to what."""
    made = comparable_project(
        name="x", systems={"crm": "https://c.example", "erp": "https://e.example"}
    )
    written = files_for(made, Origin("0.1.0", "file:///home/ada/samestory"))

    assert "samestory @ file:///home/ada/samestory" in written["pyproject.toml"]
    for name in (
        "README.md",
        "pyproject.toml",
        ".gitlab-ci.yml",
        ".github/workflows/samestory.yml",
    ):
        assert "machine" in written[name], name
        assert "dependencies" in written[name], name
    for name in ("README.md", "pyproject.toml"):
        assert "samestory @ git+https://" in written[name], name


@pytest.mark.parametrize("way", PROTOCOLS)
def test_every_way_of_asking_gives_a_landscape_without_a_mistake(way: str, tmp_path: Path) -> None:
    address = "sql" if way == "sql" else f"{way}+https://erp.example.com"
    made = comparable_project(name="x", systems={"erp": address, "crm": "https://crm.example.com"})
    path = tmp_path / "company.toml"
    path.write_text(files_for(made)["landscapes/company.toml"])
    secrets = {"ERP_DATABASE": "sqlite:///orders.db"}
    others = dict.fromkeys(("ERP_TOKEN", "ERP_USER", "ERP_PASSWORD", "CRM_TOKEN"), "x")
    landscape = load(path, secrets | others)

    assert {"order", "customer"} == set(landscape.systems["erp"].subjects)


@pytest.mark.parametrize(
    ("way", "usual"), [("graphql", "/graphql"), ("json-rpc", "/jsonrpc"), ("xml-rpc", "/xmlrpc")]
)
@pytest.mark.parametrize("path", ["", "/admin-api", "/api/v2/"])
def test_a_system_that_is_asked_at_one_address_is_asked_at_the_one_given(
    way: str, usual: str, path: str, tmp_path: Path
) -> None:
    """The usual path is for an address without one."""
    address = f"{way}+https://erp.example.com:8443{path}"
    made = comparable_project(name="x", systems={"erp": address, "crm": "https://crm.example.com"})
    file = tmp_path / "company.toml"
    file.write_text(files_for(made)["landscapes/company.toml"])
    names = ("ERP_TOKEN", "ERP_USER", "ERP_PASSWORD", "CRM_TOKEN")
    erp = load(file, dict.fromkeys(names, "x")).systems["erp"]

    assert "https://erp.example.com:8443" == erp.settings["base_url"]
    for kind in ("order", "customer"):
        assert (path.rstrip("/") or usual) == erp.subjects[kind].question.find["path"]


def test_the_steps_are_samestorys_own() -> None:
    """There is one copy of them, wherever they are read; and one about records on file."""
    files = files_for(
        comparable_project(name="x", website="https://shop.example", systems={"crm": "sql"})
    )
    own = {f"steps/{each.name}": each.read_text() for each in (ROOT / "steps").glob("*.py")}
    written = {name: text for name, text in files.items() if name.startswith("steps/")}

    assert "is on file" in written.pop("steps/on_file.py")
    assert own == written


def test_the_examples_are_samestorys_own() -> None:
    assert (ROOT / "landscapes" / "examples") == folder_of("examples")


def test_the_wheel_holds_them_as_they_are(tmp_path: Path) -> None:
    """Whoever installs it gets the same steps and examples."""
    from hatchling.builders.wheel import WheelBuilder  # noqa: PLC0415  only here

    [built] = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    with zipfile.ZipFile(built) as wheel:
        for kept, packed in (("steps", "steps"), ("landscapes/examples", "examples")):
            for file in (ROOT / kept).glob("*.[pt]*"):
                if file.suffix in {".py", ".toml"}:
                    name = f"samestory/scaffold/project/{packed}/{file.name}"
                    assert file.read_bytes() == wheel.read(name)
        templates = ROOT / "src" / "samestory" / "scaffold" / "templates"
        for file in templates.rglob("*.j2"):
            name = file.relative_to(ROOT / "src").as_posix()
            assert file.read_bytes() == wheel.read(name), name


def test_the_page_objects_lack_nothing_that_the_features_need() -> None:
    """Each method says what is to be filled in."""
    made = comparable_project(
        name="x", website="https://shop.example", systems={"crm": "https://c.example"}
    )
    spelled: dict[str, object] = {}
    exec(files_for(made)["landscapes/shop_pages.py"], spelled)  # noqa: S102  our own template
    website, shop = spelled["Website"], spelled["Shop"]

    assert {"register", "order", "amend", "cancel", "subscribe"} <= set(dir(shop))
    assert {"read_order", "read_customer"} <= set(dir(website))
    access = SimpleNamespace(page=None, base_url="", who=None)
    with pytest.raises(NotImplementedError, match="register: say how an account is opened"):
        shop(access).register()  # type: ignore[operator]  # it is a class


# Nobody's file ----------------------------------------------------------------------------------


def test_no_file_is_ever_overwritten(tmp_path: Path) -> None:
    """And then none is written at all, nor is anybody asked anything."""
    (tmp_path / "README.md").write_text("precious")
    (tmp_path / "steps").mkdir()
    (tmp_path / "steps" / "amounts.py").write_text("mine")
    done = init(tmp_path, *CRM, *ERP)

    assert 4 == done.exit_code
    assert "already has README.md, steps/amounts.py." in done.stderr
    assert {"README.md", "steps"} == {each.name for each in tmp_path.iterdir()}
    assert "precious" == (tmp_path / "README.md").read_text()


def test_what_every_project_has_is_looked_for_before_anything_is_asked() -> None:
    fewest = comparable_project(name="x", systems={"crm": "sql", "erp": "sql"})
    written = {each for each in files_for(fewest) if not (ROOT / each).match("steps/*.py")}

    assert {*ALWAYS} - {"steps/on_file.py"} <= written
    assert {"features/records/records.feature"} == written - {*ALWAYS}


def test_a_blank_is_no_name_of_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = init(Path("  "), *CRM, *ERP)

    assert 4 == done.exit_code
    assert "is not a name of a folder" in done.stderr
    assert [] == list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_made_is_told_in_a_sentence(tmp_path: Path) -> None:
    done = init(tmp_path / ("a" * 300), *CRM, *ERP)

    assert 4 == done.exit_code
    assert "cannot be written: File name too long." in done.stderr


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "story").write_text("")
    done = init(tmp_path / "story", *CRM, *ERP)

    assert 4 == done.exit_code
    assert "Name another folder" in done.stderr


@pytest.mark.parametrize("password", ["geheim", "ge heim", "ge#heim", "ge?heim", "geheim:1"])
def test_no_secret_stands_in_any_file(password: str, tmp_path: Path) -> None:
    """Only the names of the variables do; nor is one told."""
    done = init(tmp_path / "story", "--crm", f"https://me:{password}@crm.example.com", *ERP)

    assert 4 == done.exit_code
    assert "heim" not in done.output
    assert not (tmp_path / "story").exists()


# What is wrong with a wish ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ((), "No system is named, and there is no terminal to ask on."),
        (CRM, "Fewer than two of these systems know the same things"),
        (("--erp", "odta+https://erp.example.com", *CRM), "Did you mean 'odata'?"),
        (("--erp", "erp.example.com", *CRM), "is not an address of the ERP"),
        (("--system", "stock", *CRM), "'stock' does not name a system."),
        (("--system", "Stock=sql", *CRM), "'Stock' cannot be the name of a system."),
        (("--system", "crm=sql", "--system", "website=sql", *SHOP), "would be called website"),
        (("--from", "strip", *CRM), "There is no example 'strip'."),
        (("--website", "shop", *CRM), "'shop' is not a web address."),
        (("--inbox", "ima p", *CRM), "'ima p' is not a mail server."),
        ((*CRM, *ERP, "--product", 'a "b"', "--product", "c"), "cannot stand in a feature"),
        ((*CRM, *ERP, "--product", " ", "--product", "c"), "Write its name on one line"),
        ((*CRM, *ERP, "--zone", "Europe/Brelin"), "'Europe/Brelin' is not a time zone."),
        ((*CRM, *ERP, "--currency", "EURO"), "'EURO' is not a currency."),
        ((*CRM, *ERP, "--mail-domain", "ada@x.example"), "'ada@x.example' is not a mail domain."),
        ((*CRM, *ERP, "--mail-domain", "..."), "'...' is not a mail domain."),
        ((*CRM, *ERP, "--product", "one"), "and 1 is named"),
        ((*CRM, *ERP, *["--product", "one"] * 3), "and 3 are named"),
        ((*CRM, *ERP, *["--product", "one"] * 2), "'one' is named twice"),
        ((*CRM, "--inbox", "imap.example.com:99999"), "'99999' is not a port."),
        ((*CRM, "--inbox", "imaps://imap.example.com"), "is not a mail server."),
        ((*CRM, "--website", "https://shop.example.com:67o2"), "'67o2' is not a port."),
        ((*CRM, "--website", "https://[::1"), "is not a web address."),
        ((*CRM, "--website", "https://*.example.com"), "'https://*.example.com' is not a web"),
        ((*CRM, "--system", "research-and-sales=sql"), "Leave out 'and', 'the' and 'her'."),
        ((*CRM, "--erp", "https://erp.example.com:0x1"), "'0x1' is not a port."),
        (("--system", "my-erp=sql", "--system", "my_erp=sql"), "called my-erp and my_erp"),
        (("--system", "marketing-list=sql", "--list", "sql", *CRM), "called list and marketing-"),
        (("--from", "hubspot"), "--from NAME"),
        ((*CRM, "--from", "hubspot"), "would be called crm"),
        ((*CRM, *ERP, "--name", "a\x1bb"), "is not a name of a company."),
    ],
)
def test_what_cannot_be_is_told_with_the_way_out(
    options: tuple[str, ...], told: str, tmp_path: Path
) -> None:
    done = init(tmp_path / "story", *options)

    assert 4 == done.exit_code
    assert told in done.stderr
    assert not (tmp_path / "story").exists()


def test_how_a_system_is_asked_stands_before_where_it_is() -> None:
    asked = [
        planned_system("erp", each) for each in ("https://a.example/", "graphql+http://b", "sql")
    ]

    assert ["http", "graphql", "sql"] == [each.protocol for each in asked]
    assert ["https://a.example", "http://b", ""] == [each.address for each in asked]


# Examples ---------------------------------------------------------------------------------------

EXAMPLE = """# Acme's shop. It has not run against the live service.

[guard]
hosts = ["api.acme.example"]

# The shop itself.
[systems.acme]
adapter = "http"
[systems.acme.order]          # by number
find = "/{key}"
[defaults]
currency = "EUR"
"""


def test_an_example_is_copied_with_its_comments_and_without_its_guard() -> None:
    assert (
        "# Acme's shop. It has not run against the live service.\n\n# The shop itself.\n"
        '[systems.acme]\nadapter = "http"\n\n[systems.acme.order]          # by number\n'
        'find = "/{key}"\n'
    ) == copied(EXAMPLE)


def test_what_is_copied_gives_no_advice_to_copy_it() -> None:
    """In every example, the first line says what it is, and no longer what to do with it."""
    for file in folder_of("examples").glob("*.toml"):
        assert "copy the tables" not in copied(file.read_text())
    assert copied(
        "# Acme, a shop: copy the tables [systems.shop...] into yours.\n\n[systems.shop]\n"
    ).startswith("# Acme, a shop.\n")


@pytest.mark.parametrize("name", [each.stem for each in folder_of("examples").glob("*.toml")])
def test_every_example_can_be_begun_with(name: str, tmp_path: Path) -> None:
    """Its hosts are allowed, and its systems stand in the features."""
    example = example_called(name)
    kinds = {kind for kind in ("order", "customer") if example.knowing(kind)}
    if not kinds:
        pytest.skip("it knows neither orders nor customers")
    folder = tmp_path / "story"
    done = init(folder, "--from", name, "--system", "other=https://other.example.com")
    assert 0 == done.exit_code, done.output

    path = folder / "landscapes" / "company.toml"
    landscape = load(path, unset(path, {}))
    assert set(example.hosts) <= set(landscape.guard.hosts)
    assert set(example.systems) <= set(landscape.systems)


# Without a website ------------------------------------------------------------------------------


@contextmanager
def two_systems(told: Callable[[str], dict[str, object]]) -> Iterator[tuple[str, str]]:
    """The addresses of a CRM and an ERP; `told` is what each says of the same order."""

    def answering(name: str) -> Callable[[Asked], None]:
        return lambda asked: asked.say({"orders": [told(name)], "customers": []})

    with served(answering("crm"), anybody) as crm, served(answering("erp"), anybody) as erp:
        yield f"http://127.0.0.1:{crm}", f"http://127.0.0.1:{erp}"


@pytest.mark.parametrize(("erps_total", "code"), [("89.00", 0), ("88.99", 1)])
def test_what_is_on_file_is_compared_without_a_browser(
    erps_total: str, code: int, tmp_path: Path
) -> None:
    """No customer is made up, and none of the browsers that there are is started."""
    totals = {"crm": "89.00", "erp": erps_total}

    def told(name: str) -> dict[str, object]:
        return {
            "customer": {"email": "ada@customers.example"},
            "items": [{"sku": "BB-IT", "quantity": 1, "price": "89.00"}],
            "total": totals[name],
            "status": "open",
        }

    folder = tmp_path / "story"
    with two_systems(told) as (crm, erp):
        made = init(folder, "--crm", crm, "--erp", erp)
        assert 0 == made.exit_code, made.output
        landscape = folder / "landscapes" / "company.toml"
        patient = landscape.read_text().replace('patience = "10 s"', 'patience = "0 s"')
        landscape.write_text(patient.replace('settle   = "1 s"', 'settle   = "0 s"'))
        done = run(
            folder,
            *("samestory", "run", "--no-report", "-k", "order"),
            **dict.fromkeys(("CRM_TOKEN", "ERP_TOKEN"), "x"),
            SAMESTORY_BROWSER="/no/such/browser",
        )

    assert code == done.returncode, done.stdout + done.stderr
    ran = json.loads((folder / "reports" / "run.json").read_text())
    assert ["passed" if code == 0 else "failed"] == [each["result"] for each in ran["scenarios"]]


def test_two_systems_of_one_name_are_refused() -> None:
    with pytest.raises(WrongCall, match="Two systems would be called website"):
        comparable_project(
            name="x", website="https://s.example", systems={"website": "sql", "crm": "sql"}
        )
