"""Whom to believe over TLS, and what is wrong with a certificate, in words that help."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from functools import cache

_UNKNOWN_SIGNER = (
    "is signed by somebody whom nobody here trusts",
    'name the file with the certificate of whoever signed it: ca = "ca.pem"',
)
_FAULTS = {
    9: ("is not valid yet", "check both clocks, or wait until it is"),
    10: ("has expired", "have it renewed"),
    18: (
        "is signed by nobody but itself",
        'name the file with the certificate, to trust it alone: ca = "server.pem"',
    ),
    19: _UNKNOWN_SIGNER,
    20: _UNKNOWN_SIGNER,
    21: _UNKNOWN_SIGNER,
    62: ("is made out to another host", "correct the host, or have it issued for this one"),
    64: ("is made out to another host", "correct the host, or have it issued for this one"),
}
"""By OpenSSL's number (x509_vfy.h): what is wrong with a certificate, and how to mend it."""
_NO_TLS = {
    "WRONG_VERSION_NUMBER",
    "UNKNOWN_PROTOCOL",
    "HTTP_REQUEST",
    "PACKET_LENGTH_TOO_LONG",
    "RECORD_LAYER_FAILURE",
}
"""What OpenSSL calls it when plain text comes where TLS should begin."""


@cache
def verified_context(ca: str | None) -> ssl.SSLContext:
    """What trusts the certificates of a file, or those of the system; slow to make, so kept."""
    return ssl.create_default_context(cafile=ca)


@cache
def unverified_context() -> ssl.SSLContext:
    """What believes any certificate: only for hosts that [guard] names as `unverified`."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def why_untrusted(error: BaseException, host: str) -> str | None:
    """What is wrong with the TLS of a host and how to mend it; None where that was not it."""
    for each in _chain(error):
        if isinstance(each, ssl.SSLCertVerificationError):
            return _distrust(each, host)
        if isinstance(each, ssl.SSLError) and each.reason in _NO_TLS:
            return (
                f"it speaks plain text where TLS was meant, so nothing was told to {host}; "
                "correct the port, or have TLS switched on there"
            )
    return None


def _distrust(error: ssl.SSLCertVerificationError, host: str) -> str:
    fact, fix = _FAULTS.get(
        error.verify_code, (f"is not good ({error.verify_message})", "have a new one issued")
    )
    return (
        f"the certificate of {host} {fact}, so nothing was told to it; {fix}. "
        f'Only for a test system, write into [guard]: unverified = ["{host}"]'
    )


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error and those that it came from; httpx and imaplib wrap what TLS says."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
