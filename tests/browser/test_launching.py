"""The first browser found is driven; where there is none, a sentence says what to do."""

import pytest
from playwright.sync_api import Error

from samestory.browser import clear_sentence_without_browser, launch_options


def machine_with(*programs):
    return {f"/usr/bin/{each}": f"/usr/bin/{each}" for each in programs} | {
        each: f"/usr/bin/{each}" for each in programs
    }


def found(*programs, environ=None, headless=True):
    which = machine_with(*programs).get
    return launch_options(environ or {}, headless=headless, which=which).get("executable_path")


def test_the_headless_shell_is_preferred():
    """It is twice as fast as the full browser."""
    assert "/usr/bin/chromium-headless-shell" == found("chromium", "chromium-headless-shell")


def test_a_browser_with_a_window_is_found_for_whoever_wants_to_watch():
    """The headless shell has no window, so it is passed over."""
    assert "/usr/bin/chromium" == found("chromium-headless-shell", "chromium", headless=False)


@pytest.mark.parametrize("program", ["chromium", "google-chrome", "msedge"])
def test_any_relative_of_chromium_will_do(program):
    """Whatever is on the PATH already need not be downloaded."""
    assert f"/usr/bin/{program}" == found(program)


def test_without_any_playwright_takes_its_own():
    """Then no path is given."""
    assert found() is None


def test_the_environment_goes_before_all():
    """SAMESTORY_BROWSER names a path or a command."""
    environ = {"SAMESTORY_BROWSER": "/usr/bin/msedge"}

    assert "/usr/bin/msedge" == found("chromium", "msedge", environ=environ)


def test_a_browser_that_is_not_there_is_a_mistake():
    """Silently taking another one would hide the typing error."""
    with pytest.raises(Exception, match="SAMESTORY_BROWSER names 'chrom', and there is no such"):
        found("chromium", environ={"SAMESTORY_BROWSER": "chrom"})


def test_the_browser_minds_its_own_business():
    """It looks for no updates while it is being timed."""
    assert "--disable-background-networking" in launch_options({}, which=lambda _: None)["args"]


def test_no_browser_at_all_is_told_in_a_sentence():
    """It names the variable, Playwright's download and Debian's package."""
    with (
        pytest.raises(Exception, match=r"No browser was found.*\n.*SAMESTORY_BROWSER.*install"),
        clear_sentence_without_browser(),
    ):
        raise Error("BrowserType.launch: Executable doesn't exist at /root/.cache/...")


def test_other_trouble_with_the_browser_is_told_as_it_is():
    """A browser that crashes is not a missing one."""
    with pytest.raises(Error, match="crashed"), clear_sentence_without_browser():
        raise Error("crashed")
