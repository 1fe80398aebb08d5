"""Addresses and files that a landscape names: only allowed hosts, only files that are there."""

from samestory.config.config_errors import Notes, listed
from samestory.network.guard import Guard, allowed, host_of, line_to_add
from samestory.network.hosts import HostPattern, NoHost, read_host


def check_base_url(table: Notes, url: str, guard: Guard) -> None:
    """Note an address that is none, is not allowed, or is more than an address."""
    check_address(table, "base_url", url, guard)
    if "?" in url or "#" in url:
        table.mistake("'base_url' holds a '?' or a '#'.", "Move what follows it into 'find'.")


def check_address(table: Notes, key: str, url: str, guard: Guard) -> None:
    """Note an address that is none, or one on a host that the guard does not allow."""
    host = host_of(url)
    if host is None:
        fact = f"'{key}' is '{url}', which is no web address."
        table.mistake(fact, f'Write it like this: {key} = "https://shop.example.com"')
    elif not allowed(host, guard.hosts):
        check_host(table, host, guard)
    elif url.startswith("http:") and not guard.may_be_plain(host):
        names = ", ".join(f'"{each}"' for each in (*guard.plaintext, host))
        table.mistake(
            f"'{key}' is '{url}', so anyone on the network could read and change what is said.",
            f"Write https://, or allow it in [guard]: plaintext = [{names}].",
        )


def check_hosts(table: Notes, key: str, hosts: tuple[str, ...]) -> tuple[str, ...]:
    """Return the hosts of a list; notes each entry that means none, or every one."""
    return tuple(each for each in hosts if _meant(table, key, each, "shop.example.com"))


def check_mail_domains(table: Notes, domains: tuple[str, ...]) -> tuple[str, ...]:
    """Return the domains that may be written to; notes each entry that is none."""
    key, example = "mail_domains", "customers.example"
    found = {each: _meant(table, key, each, example) for each in domains}
    for each, pattern in found.items():
        if pattern is not None and pattern.is_address:
            table.mistake(
                f"'{key}' holds '{each}', which is the address of a machine, not a mail domain.",
                f'Write, for instance, "{example}".',
            )
    return tuple(each for each, pattern in found.items() if pattern and not pattern.is_address)


def _meant(table: Notes, key: str, entry: str, example: str) -> HostPattern | None:
    try:
        return read_host(entry)
    except NoHost as mistake:
        name, such_as = (mistake.better, "") if mistake.better else (example, ", for instance,")
        table.mistake(f"'{key}' holds '{entry}', which {mistake}.", f'Write{such_as} "{name}".')
        return None


def check_host(table: Notes, host: str, guard: Guard) -> None:
    """Note a host that the guard does not allow."""
    if not allowed(host, guard.hosts):
        fact = f"[guard] does not allow the host '{host}'. Allowed: {listed(guard.hosts)}."
        table.mistake(fact, line_to_add("hosts", guard.hosts, host))
