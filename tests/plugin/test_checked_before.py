"""A session that only collects relies on the last check, as long as nothing has changed."""

import pytest

from samestory.plugin.setup import Setup
from tests.test_pytest_plugin import (  # noqa: F401  # the fixture is used by its name
    change,
    project,
    run,
    scenario,
)

pytest_plugins = ["pytester"]
pytestmark = pytest.mark.usefixtures("warm")

SAME = "the shop and the ERP agree on the name of order"


@pytest.fixture
def reads(monkeypatch):
    """The landscape is noted here whenever it is read."""
    read, really = [], Setup.read_landscape
    monkeypatch.setattr(Setup, "read_landscape", lambda self: read.append(self) or really(self))
    return read


@pytest.fixture
def collected(project, reads):  # noqa: F811
    """A project whose scenario was collected once, and found right."""
    scenario(project, "When something happens", "Then they agree")
    assert 0 == run(project, "--collect-only").ret
    assert 1 == len(reads)
    return project


def test_what_is_still_the_same_is_not_read_again(collected, reads):
    result = run(collected, "--collect-only")

    result.stdout.fnmatch_lines(["*1 test collected*"])
    assert 1 == len(reads)


def test_a_session_that_plays_reads_its_landscape(collected, reads):
    run(collected).assert_outcomes(passed=1)

    assert 2 == len(reads)


def test_a_mistake_made_since_is_told(collected):
    """In the landscape."""
    change(collected, "here.toml", 'find = "/orders/{key}"', 'fund = "/orders/{key}"')

    result = run(collected, "--collect-only")

    assert 4 == result.ret
    result.stderr.fnmatch_lines(["ERROR: here.toml, [[]systems.shop.order]*"])


def test_what_was_wrong_is_told_again(collected):
    """Only what was right is remembered."""
    change(collected, "here.toml", 'find = "/orders/{key}"', 'fund = "/orders/{key}"')

    assert [4, 4] == [run(collected, "--collect-only").ret for _ in range(2)]


def test_a_word_that_no_landscape_knows_is_told(project, reads):  # noqa: F811
    """Of a step that the last check has not seen."""
    scenario(project, "When something happens", "Then the ERP and the shop are asked")
    vocab = project.path / "vocab" / "asking.py"
    asked = '@then(parsers.parse("{systems} are asked"))\ndef are_asked(systems): ...\n'
    vocab.write_text(vocab.read_text("utf-8") + "\n\n" + asked, "utf-8")
    assert 0 == run(project, "--collect-only").ret

    change(project, "features/one.feature", "the ERP", "the EPR")
    result = run(project, "--collect-only")

    assert (4, 2) == (result.ret, len(reads))
    result.stderr.fnmatch_lines(["*knows no system called 'EPR'.*"])


@pytest.mark.parametrize("name", ["vocab/asking.py", ".env", "../.env", "pages.py"])
def test_a_file_that_the_check_may_read_is_looked_at(collected, reads, name):
    """Code that was loaded, variables, and what lies beside the landscape."""
    file = collected.path / name
    text = file.read_text("utf-8") if file.exists() else ""
    file.write_text(text + "# changed\n", "utf-8")

    assert 0 == run(collected, "--collect-only").ret
    assert 2 == len(reads)


def test_a_variable_that_has_changed_is_looked_at(collected, reads, monkeypatch):
    monkeypatch.setenv("SHOP", "elsewhere")
    run(collected, "--collect-only")

    assert 2 == len(reads)


def test_what_is_less_safe_is_told_each_time(collected, reads):
    """So that landscape is read each time."""
    change(collected, "here.toml", "[guard]", "[guard]\nplaintext = ['shop.example.com']")

    for _ in range(2):
        run(collected, "--collect-only").stdout.fnmatch_lines(["samestory: ATTENTION:*"])
    assert 3 == len(reads)


def test_nothing_is_kept_if_nothing_can_be(collected, reads):
    """Without pytest's cache it is checked each time."""
    without = ("--collect-only", "-p", "no:cacheprovider")

    assert [0, 0] == [run(collected, *without).ret for _ in range(2)]
    assert 3 == len(reads)


def test_damage_to_what_was_kept_is_no_harm(collected, reads):
    """It is checked again."""
    kept = collected.path / ".pytest_cache" / "v" / "samestory" / "checked"
    kept.write_text("[1, 2", "utf-8")

    assert 0 == run(collected, "--collect-only").ret
    assert 2 == len(reads)
