"""What is installed tomorrow is what was installed when the lock was made."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import pytest
from packaging.markers import Environment, default_environment
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from samestory.extras import EXTRAS

ROOT = Path(__file__).parents[1]
LOCK = ROOT / ".ci" / "requirements.lock"
PIECES = sorted((ROOT / "src/samestory_lab").glob("*/requirements.txt"))
BUILDS = ROOT / "src/samestory_lab/build-constraints.txt"

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
PLATFORMS = (("linux", "Linux", "posix"), ("darwin", "Darwin", "posix"), ("win32", "Windows", "nt"))
ENVIRONMENTS: list[Environment] = [
    {
        **default_environment(),
        "python_version": python,
        "python_full_version": f"{python}.0",
        "sys_platform": sys_platform,
        "platform_system": system,
        "os_name": os_name,
    }
    for python in PYTHONS
    for sys_platform, system, os_name in PLATFORMS
]

_HASH = re.compile(r"\s*--hash=sha256:[0-9a-f]{64}")


@dataclass(frozen=True)
class Pin:
    """One line of a lock: exactly which version, with which extras, and whether it is hashed."""

    asked: Requirement
    version: str | None
    hashed: bool

    @property
    def name(self) -> str:
        return canonicalize_name(self.asked.name)


def pins_in(lock: str) -> Iterator[Pin]:
    """Every package of a lock; what is no requirement raises `InvalidRequirement`."""
    whole = re.sub(r"\\\n", " ", lock)
    for line in filter(None, (each.partition(" #")[0].strip() for each in whole.splitlines())):
        if not line.startswith("#"):
            asked = Requirement(_HASH.sub("", line))
            exact = [each.version for each in asked.specifier if each.operator == "=="]
            one = exact[0] if len(exact) == len(asked.specifier) == 1 else None
            yield Pin(asked, None if one and "*" in one else one, bool(_HASH.search(line)))


def problems_of(
    lock: str,
    wanted: Iterable[str],
    needs: Mapping[str, Iterable[str]],
    *,
    hashed: bool = True,
) -> list[str]:
    """Why an install of `wanted` by this lock could become another one tomorrow.

    `needs` are the requirements of each package, as its metadata (Requires-Dist) states them.
    """
    try:
        pins = list(pins_in(lock))
    except InvalidRequirement as error:
        return [f"not a pinned package: {error}"]
    problems = [f"{each.asked} is not pinned to one version" for each in pins if not each.version]
    problems += [f"{each.name} has no hash" for each in pins if hashed and not each.hashed]
    for environment in ENVIRONMENTS:
        problems += _unmet(_present(pins, environment), wanted, needs, environment)
    return list(dict.fromkeys(problems))


def _present(pins: Iterable[Pin], environment: Environment) -> dict[str, Pin]:
    return {
        each.name: each
        for each in pins
        if each.asked.marker is None or each.asked.marker.evaluate(environment)
    }


def _unmet(
    pins: Mapping[str, Pin],
    wanted: Iterable[str],
    needs: Mapping[str, Iterable[str]],
    environment: Environment,
) -> Iterator[str]:
    def asked_for(by: str, extras: Iterable[str], lines: Iterable[str]) -> Iterator[str]:
        for need in map(Requirement, lines):
            if not _applies(need, extras, environment):
                continue
            pin = pins.get(canonicalize_name(need.name))
            if pin is None:
                yield f"{by} asks for {need.name}, which is not pinned"
            elif missing := need.extras - pin.asked.extras:
                yield f"{by} asks for {need.name}[{','.join(sorted(missing))}], pinned without it"
            elif pin.version and not need.specifier.contains(pin.version, prereleases=True):
                yield f"{by} asks for {need.name}{need.specifier}, pinned to {pin.version}"

    yield from asked_for("the project", (), wanted)
    for name, pin in pins.items():
        yield from asked_for(name, pin.asked.extras, needs.get(name, ()))


def _applies(need: Requirement, extras: Iterable[str], environment: Environment) -> bool:
    asked = ("", *extras)
    return need.marker is None or any(
        need.marker.evaluate({**environment, "extra": each}) for each in asked
    )


@cache
def needs_of(lock: Path) -> Mapping[str, list[str]]:
    """What each installed package of a lock asks for; those of other machines are not here."""
    found = {}
    for pin in pins_in(lock.read_text("utf-8")):
        try:
            found[pin.name] = requires(pin.name) or []
        except PackageNotFoundError:
            assert pin.asked.marker, f"{pin.name} is pinned for this machine and not installed"
    return found


def of_the_project() -> list[str]:
    """What this project asks for, in everything that the lock is made from."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    extras = project["project"]["optional-dependencies"]
    own = (each for extra in extras.values() for each in extra)
    return [
        *project["build-system"]["requires"],
        *project["project"]["dependencies"],
        *(each for each in own if Requirement(each).name != "samestory"),  # an extra of another
        *project["dependency-groups"]["dev"],
    ]


def test_the_extra_all_holds_every_other_one():
    """And every library that an error tells a user to install comes with the extra it names."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    extras = project["project"]["optional-dependencies"]
    [everything] = map(Requirement, extras["all"])
    libraries = {
        extra: {Requirement(each).name for each in needed} for extra, needed in extras.items()
    }

    assert everything.extras == extras.keys() - {"all"}
    assert [] == [
        name
        for name, (extra, _) in EXTRAS.items()
        if not any(re.match(rf"(?:py|pytest-)?{name}\b", each) for each in libraries[extra])
    ]


def test_the_lock_is_made_of_every_extra():
    assert "--all-extras" in (ROOT / "Makefile").read_text("utf-8")


def test_nothing_that_is_published_later_changes_what_the_lock_installs():
    """Each package is there, in one version that fits, with its extras and its hash."""
    assert [] == problems_of(LOCK.read_text("utf-8"), of_the_project(), needs_of(LOCK))


def test_the_set_up_neither_resolves_nor_builds_anything():
    """Even with a perfect lock, a resolver asks for what is newest, and a build installs it."""
    commands = [
        line
        for line in (ROOT / ".ci/setup").read_text("utf-8").splitlines()
        if '}" install' in line
    ]
    assert 2 == len(commands)
    assert all("--no-deps" in each for each in commands)
    assert "--require-hashes" in commands[0]
    assert "--only-binary :all:" in commands[0]
    assert "--no-build-isolation" in commands[1]


def test_every_piece_of_software_has_a_lock():
    """Five programs, each in an environment of its own."""
    assert ["crm", "erp", "marketing", "payments", "shop"] == [each.parent.name for each in PIECES]


@pytest.mark.parametrize("file", [*PIECES, BUILDS], ids=lambda file: file.parent.name)
def test_the_pieces_of_the_open_source_company_are_pinned(file: Path):
    """They are installed without resolving: `preparing` checks afterwards that none is missing."""
    assert [] == problems_of(file.read_text("utf-8"), [], {}, hashed=False)


HASH = "--hash=sha256:" + 64 * "0"
NEEDS = {"pytest-cov": ["coverage[toml]>=7.10.6"], "coverage": ['tomli; extra == "toml"']}


@pytest.mark.parametrize(
    ("lock", "problem"),
    [
        (
            f"coverage==7.17.3 {HASH}\npytest-cov==7.1.0 {HASH}",
            "pytest-cov asks for coverage[toml], pinned without it",
        ),
        (
            f"coverage[toml]==7.17.3 {HASH}\npytest-cov==7.1.0 {HASH}",
            "coverage asks for tomli, which is not pinned",
        ),
        (
            f"tomli==1 {HASH}\ncoverage[toml]==7.9 {HASH}\npytest-cov==7.1.0 {HASH}",
            "pytest-cov asks for coverage>=7.10.6, pinned to 7.9",
        ),
        (f"pytest-cov==7.1.0 {HASH}", "pytest-cov asks for coverage, which is not pinned"),
        (
            f'tomli==1 ; python_version < "3.12" \\\n  {HASH}\ncoverage[toml]==8 {HASH}',
            "coverage asks for tomli, which is not pinned",
        ),
        (f"pytest-cov>=7.1.0 {HASH}", "pytest-cov>=7.1.0 is not pinned to one version"),
        (f"tomli==1.* {HASH}", "tomli==1.* is not pinned to one version"),
        ("tomli==1", "tomli has no hash"),
        (f"tomli @ https://example.com/t.whl {HASH}", "tomli @ https://example.com/t.whl is not"),
        ("-e .", "not a pinned package"),
        ("--pre", "not a pinned package"),
        ("", "the project asks for pytest-cov, which is not pinned"),
    ],
)
def test_a_lock_that_would_install_something_else_tomorrow_is_refused(lock: str, problem: str):
    """Every way by which a newer release could come in is a problem of its own."""
    found = problems_of(lock, ["pytest-cov"], NEEDS)
    assert any(each.startswith(problem) for each in found), found


def test_a_lock_that_keeps_its_extras_has_no_problem():
    """What an extra brings is pinned as well, and comments are none of its packages."""
    lock = f"# made by hand\ntomli==1 {HASH}  # via coverage\ncoverage[toml]==8 {HASH}\n"
    assert [] == problems_of(
        f"{lock}pytest-cov==7.1.0 {HASH}\n    # via samestory\n", ["pytest-cov"], NEEDS
    )


def test_every_pinned_version_is_the_installed_one():
    """Else the metadata that was read is that of another version."""
    installed = needs_of(LOCK)
    pins = [each for each in pins_in(LOCK.read_text("utf-8")) if each.name in installed]
    assert [] == [
        each.name for each in pins if Version(str(each.version)) != Version(version(each.name))
    ]
