"""Which hosts hear in which trace they are asked: the company's own, and no other."""

from collections.abc import Callable

from samestory.config import Landscape
from samestory.network.guard import host_of
from samestory.telemetry import browser_traceparent


def own_hosts(landscape: Landscape) -> frozenset[str]:
    """Return the hosts at which the landscape's channels and systems are.

    A host that is allowed and is none of them, such as one that pages load fonts from, belongs to
    somebody else.
    """
    channels = (each.base_url for each in landscape.channels.values())
    systems = (each.settings.get("base_url") for each in landscape.systems.values())
    hosts = (host_of(str(url)) for url in (*channels, *systems) if url)
    return frozenset(each for each in hosts if each)


def trace_of(landscape: Landscape) -> Callable[[str], str]:
    """Return what gives the `traceparent` for a request of a browser to a host; "" for none."""
    own = own_hosts(landscape)
    return lambda host: browser_traceparent() if host in own else ""
