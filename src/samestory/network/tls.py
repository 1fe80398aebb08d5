"""Which certificates are trusted, and what is wrong with one, with the fix."""

import ssl
from collections.abc import Iterator
from functools import cache

_UNKNOWN_SIGNER = (
    "is signed by an authority that is not trusted here",
    'name the file with the certificate of its signer: ca = "ca.pem"',
)
_WRONG_HOST = ("is made out to another host", "correct the host, or have it issued for this one")
_FAULTS = {
    9: ("is not valid yet", "check both clocks, or wait until it is"),
    10: ("has expired", "have it renewed"),
    18: (
        "is self-signed",
        'name the file with the certificate, to trust it alone: ca = "server.pem"',
    ),
    **dict.fromkeys((19, 20, 21), _UNKNOWN_SIGNER),
    **dict.fromkeys((62, 64), _WRONG_HOST),
}
"""By OpenSSL's number (x509_vfy.h): what is wrong with a certificate, and how to fix it."""
_NO_TLS = {
    "WRONG_VERSION_NUMBER",
    "UNKNOWN_PROTOCOL",
    "HTTP_REQUEST",
    "PACKET_LENGTH_TOO_LONG",
    "RECORD_LAYER_FAILURE",
}
"""What OpenSSL calls it if plain text comes where TLS should begin."""


@cache
def verified_context(ca: str | None) -> ssl.SSLContext:
    """Trust the certificates of a file, or those of the system; slow to make, so kept."""
    return ssl.create_default_context(cafile=ca)


@cache
def unverified_context() -> ssl.SSLContext:
    """Trust any certificate: only for hosts that [guard] names as `unverified`."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def trusting(ca: str | None, *, verified: bool) -> ssl.SSLContext:
    """Trust the certificates of a file or of the system; any, if they are not to be verified."""
    return verified_context(ca) if verified else unverified_context()


def why_untrusted(error: BaseException, host: str) -> str | None:
    """Return what is wrong with the TLS of a host, with the fix; None if it is something else."""
    for each in _chain(error):
        if isinstance(each, ssl.SSLCertVerificationError):
            return _distrust(each, host)
        if isinstance(each, ssl.SSLError) and each.reason in _NO_TLS:
            return (
                f"it speaks plain text where TLS was meant, so nothing was sent to {host}; "
                "correct the port, or have TLS switched on there (a system that has none, such as "
                'one on this machine, is asked by http://, a mailbox with tls = "none")'
            )
    return None


def _distrust(error: ssl.SSLCertVerificationError, host: str) -> str:
    other = (f"is not good ({error.verify_message})", "have a new one issued")
    fact, fix = _FAULTS.get(error.verify_code, other)
    return (
        f"the certificate of {host} {fact}, so nothing was sent to it; {fix}. "
        f'Only for a test system, write into [guard]: unverified = ["{host}"]'
    )


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Httpx and imaplib wrap what TLS says."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
