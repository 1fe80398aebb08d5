"""The guard in a run of a company's own: its page objects, behind its own proxy."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from samestory.browser import launch_options
from tests.browser.stand_ins import SHOP, Net, net, network_proxy
from tests.browser.vectors import STATUSES, hop, seen
from tests.warm_python import warm_python

pytestmark = pytest.mark.skipif(
    "executable_path" not in launch_options(os.environ), reason="there is no browser here"
)

LANDSCAPE = """
[guard]
hosts        = ["{shop}"]
plaintext    = ["{shop}"]
mail_domains = ["customers.example"]

[channels.shop]
pages    = "pages:InABrowser"
base_url = "http://{shop}:{port}"

[channels.agent]
pages    = "pages:InABrowser"
base_url = "http://{shop}:{port}"
auth     = {{ kind = "basic", user = "agent", password_env = "KEY" }}

[channels.marketing]
pages    = "pages:ByRequests"
base_url = "http://{shop}:{port}"
auth     = {{ kind = "header", header = "X-Key", token_env = "KEY" }}

[systems.website]
adapter  = "website"
pages    = "pages:Read"
base_url = "http://{shop}:{port}"

[systems.website.order]
name = "name"
"""
PAGES = """
from httpx import HTTPError
from playwright.sync_api import Error

from samestory import SamestoryError

KEY = {"X-Key": "secret"}


class ByRequests:
    def __init__(self, channel):
        self.ways = {"marketing": lambda url: channel.http.get(url, follow_redirects=True)}

    def try_all(self, who, urls):
        for way, ask in self.ways.items():
            for name, url in urls.items():
                try:
                    ask(url.replace("WHO", f"{who}-{way}"))
                except (Error, SamestoryError, HTTPError):
                    pass


class InABrowser(ByRequests):
    def __init__(self, channel):
        page = channel.page
        beside = page.context.browser.new_context().new_page()
        self.ways = {
            "goto": page.goto,
            "request": lambda url: page.request.post(url, headers=KEY, data="secret"),
            "beside": beside.goto,
            "sent": lambda url: beside.request.get(url, headers=KEY),
        }


class Read:
    def __init__(self, page, base_url, who):
        pass

    def read_order(self, key, of):
        return None
"""
STEPS = """
import json
from pathlib import Path

from pytest_bdd import given, then, when

URLS = json.loads(Path("urls.json").read_text())


@when("everybody asks everywhere")
def everybody(customer):
    for name in ("shop", "agent", "marketing"):
        customer.via(name).try_all(name, URLS)
"""
FEATURE = """
Feature: Straying
  Scenario: Redirects lead elsewhere
    When everybody asks everywhere
"""
WAYS = {
    *(f"{who}-{way}" for who in ("shop", "agent") for way in ("goto", "request", "beside", "sent")),
    "marketing-marketing",
}


@pytest.mark.parametrize("allowed", [False, True])
def test_no_page_object_of_a_run_reaches_a_forbidden_host(tmp_path: Path, allowed: bool):
    """Neither hers nor the agent's nor marketing's; each would, if the host were allowed."""
    with net() as hosts, network_proxy(hosts) as port:
        hop_names = _write(tmp_path, hosts, allowed=allowed)
        environ = {
            name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")
        }
        environ |= {"http_proxy": f"http://127.0.0.1:{port}", "KEY": "secret-1"}
        command = [warm_python(), "-m", "samestory", "run", "--no-report"]
        ended = subprocess.run(  # noqa: S603 - the command of this very project
            command, cwd=tmp_path, env=environ, capture_output=True, text=True, check=False
        )
        direct = {f"{way}, straight" for way in WAYS}

        assert hop_names == hosts.hops, ended.stdout + ended.stderr
        if allowed:
            assert hop_names | direct == hosts.vectors
        else:
            assert [] == hosts.strays
            assert {SHOP} == set(hosts.asked)


def _write(folder: Path, hosts: Net, *, allowed: bool) -> set[str]:
    """A company's project, whose page objects try every redirect; gives the names of these."""
    urls = {"straight": seen(hosts, "WHO, straight")}
    for status in STATUSES:
        vector = f"WHO, {status}"
        urls[vector] = hop(hosts, vector, seen(hosts, vector), status)
    landscape = LANDSCAPE.format(shop=SHOP, port=hosts.port)
    more = 'hosts        = ["evil.example", ' if allowed else "hosts        = ["
    files = {
        "pyproject.toml": '[tool.pytest]\nsamestory_steps = ["steps"]\n'
        'samestory_landscape = "landscape.toml"\n',
        "landscape.toml": landscape.replace("hosts        = [", more),
        "pages.py": PAGES,
        "steps/trying.py": STEPS,
        "features/straying.feature": FEATURE,
        "urls.json": json.dumps(urls),
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return {f"{way}, {status}" for way in WAYS for status in STATUSES}
