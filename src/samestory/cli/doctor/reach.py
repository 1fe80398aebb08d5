"""Whether each system can be reached: its answer, its credentials, its TLS, its clock."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from samestory.adapters.evidence_store import EvidenceStore
from samestory.adapters.opening import open_remote, open_website
from samestory.adapters.probing import Endpoint, Probe, Probes, certificate
from samestory.cli.doctor.findings import Finding
from samestory.config import Landscape
from samestory.config.entries import SystemEntry
from samestory.core.model import Observation
from samestory.core.system import System
from samestory.errors import CannotAsk, SamestoryError
from samestory.network.guard import is_this_machine
from samestory.polling.worker import Worker
from samestory.redaction import Masker

SOON = 30
"""Days before its end at which a certificate is remarked."""
SLACK = 1.0
"""Seconds more than its own time limit that a probe gets."""
_NO_CONNECTION = re.compile(r"\bthe connection (?:to \S+ )?failed\b")
_ADDRESSES = ("base_url", "host", "url", "url_env")
"""The keys of a landscape that say where a system is."""
HARMLESS = 2.0
"""Seconds by which two clocks may differ without harm."""


def reached(name: str, answers: Sequence[Observation], landscape: Landscape) -> Iterator[Finding]:
    """Yield whether a system answered at all, how fast, and with which credentials."""
    entry = landscape.systems[name]
    mine = [each for each in answers if each.system == name]
    trouble = [each for each in mine if each.unreachable]
    if trouble:
        asked = f" ({trouble[0].asked})" if trouble[0].asked else ""
        text = f"{trouble[0].unreachable}{asked}"
        fix = _fix(trouble[0].unreachable or "", name, landscape)
        yield Finding(good=False, what="reached", text=text, about=name, fix=fix)
        return
    slowest = max(each.took for each in mine).total_seconds()
    text = f"answers within {slowest * 1000:.0f} ms"
    yield Finding(good=True, what="reached", text=text, about=name)
    yield _credentials(name, entry)


def _fix(why: str, name: str, landscape: Landscape) -> str:
    """Return what to do about a system that cannot be asked; "" if its own words say it, or none.

    All adapters say these two in the same words.
    """
    entry = landscape.systems[name]
    if "refuses the credentials" in why and entry.auth.variables:
        return f"{', '.join(f'{each}=...' for each in entry.auth.variables)} in .env"
    if _NO_CONNECTION.search(why):
        key = next((each for each in _ADDRESSES if each in entry.settings), "its address")
        return f"start it, or correct {landscape.path}, [systems.{name}]: {key}"
    return ""


def _credentials(name: str, entry: SystemEntry) -> Finding:
    if entry.auth.kind == "none":
        text = "none are given, and it answers"
        return Finding(good=None, what="credentials", text=text, about=name)
    variables = " and ".join(entry.auth.variables)
    text = f"it answers with those in {variables}" if variables else "it answers with them"
    return Finding(good=True, what="credentials", text=text, about=name)


def probed(name: str, landscape: Landscape, masker: Masker) -> Iterator[Finding]:
    """Yield TLS and clock of a system that was reached, if its adapter can say."""
    entry = landscape.systems[name]
    system = _opened(entry, landscape, masker)
    if not isinstance(system, Probes):
        return
    try:
        probe = _in_time(system, entry.timeout)
    except CannotAsk as trouble:
        yield Finding(good=None, what="clock", text=f"not read: {trouble.why}", about=name)
        return
    if probe.endpoint is not None:
        yield _tls(name, probe.endpoint, entry.timeout)
    if probe.skew is not None:
        yield _clock(name, probe.skew)


def _opened(entry: SystemEntry, landscape: Landscape, masker: Masker) -> System | None:
    """The system, not connected to anything yet; one that is asked in a browser, without it."""
    filing = EvidenceStore(masker)
    try:
        if entry.in_browser:
            return open_website(entry, landscape.guard, filing, None, None)
        return open_remote(entry, landscape.guard, filing)
    except SamestoryError:
        return None


def _in_time(system: Probes, timeout: float) -> Probe:
    """Probe on a thread of its own, as systems are asked; one that hangs is left behind."""
    worker = Worker("doctor")
    try:
        return worker.do(system.probe).result(timeout + SLACK)
    except TimeoutError:
        raise CannotAsk(f"it did not answer within {timeout:g} s") from None
    finally:
        if not worker.busy and hasattr(system, "close"):
            worker.do(system.close)
        worker.stop(SLACK)


def _tls(name: str, door: Endpoint, seconds: float) -> Finding:
    if door.tls == "none":
        here = " (it is on this machine)" if is_this_machine(door.host) else ""
        text = f"none: the connection is unencrypted{here}"
        return Finding(good=None, what="TLS", text=text, about=name)
    try:
        seen = certificate(door, seconds)
    except CannotAsk as trouble:
        return Finding(good=False, what="TLS", text=trouble.why, about=name)
    if seen.expires is None:
        text = f"{seen.version}, and its certificate is believed unseen ([guard] unverified)"
        return Finding(good=None, what="TLS", text=text, about=name)
    days = (seen.expires - datetime.now(UTC)).days
    text = f"{seen.version}, certificate good for {days} days"
    fix = "have it renewed" if days < SOON else ""
    return Finding(good=None if fix else True, what="TLS", text=text, about=name, fix=fix)


def _clock(name: str, skew: timedelta) -> Finding:
    seconds = skew.total_seconds()
    if abs(seconds) <= HARMLESS:
        return Finding(good=True, what="clock", text="agrees with ours", about=name)
    side = "ahead of" if seconds > 0 else "behind"
    text = f"{abs(seconds):.0f} s {side} ours, so that days and moments may differ"
    fix = "set both clocks by NTP"
    return Finding(good=None, what="clock", text=text, about=name, fix=fix)
