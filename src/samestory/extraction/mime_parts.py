"""A raw mail taken apart within limits, so that no nesting and no header takes minutes."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.parser import BytesHeaderParser

MOST_CONTAINERS = 50
"""Parts that hold other parts; a real mail has one to three."""
LONGEST_HEADER = 4000
"""Characters of a header that are understood; a real one of a shop has 200."""
TOO_DEEP = "its parts are nested too deeply to be read"

_CONTAINER = re.compile(rb"^content-type:\s*(?:multipart|message)/", re.IGNORECASE | re.MULTILINE)
_ABOUT_CONTENT = re.compile(
    rb"^content-[a-z-]{1,40}:.*(?:\r?\n[ \t].*)*", re.IGNORECASE | re.MULTILINE
)
_COMMENT = b"("
"""Headers may hold comments within comments; no shop's do, and they cost a stack each."""


def take_apart(raw: bytes, notes: list[str]) -> EmailMessage:
    """Return a mail with its parts, or with its headers alone if it is nested too deeply."""
    raw = _ABOUT_CONTENT.sub(_understandable, raw)
    if sum(1 for _ in _CONTAINER.finditer(raw)) <= MOST_CONTAINERS:
        try:
            return message_from_bytes(raw, policy=policy.default)
        except RecursionError:
            pass
    notes.append(TOO_DEEP)
    return headers_alone(raw)


def every_part(message: Message) -> Iterator[Message]:
    """Return the mail itself and all parts within it, in order."""
    waiting: list[Message] = [message]
    while waiting:
        part = waiting.pop()
        yield part
        if part.is_multipart():
            waiting += reversed(part.get_payload())  # type: ignore[arg-type]  # parts, if several


def own_parts(message: Message) -> Iterator[tuple[Message, str]]:
    """Return the leaves of a mail in order, each with the kind of multipart that it is in.

    Those of an attached mail do not belong to it.
    """
    waiting: list[tuple[Message, str]] = [(message, "")]
    while waiting:
        part, within = waiting.pop()
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            if part is message or part.get_content_disposition() != "attachment":
                kind, parts = part.get_content_subtype(), part.get_payload()
                waiting += [(each, kind) for each in reversed(parts)]  # type: ignore[arg-type]  # parts, if several
        elif part.get_content_maintype() != "message":
            yield part, within


def file_name(part: Message) -> str:
    """Return the name under which a part would be saved; empty if it has none."""
    try:
        return part.get_filename() or ""
    except Exception:  # noqa: BLE001 - the parser of headers fails in many ways on hostile ones
        return ""


def raw_header(message: Message, name: str) -> str:
    """Return a header as it came, not decoded; empty if there is none."""
    found = (text for key, text in message.raw_items() if key.lower() == name.lower())
    return str(next(found, ""))


def _understandable(header: re.Match[bytes]) -> bytes:
    fine = len(header[0]) <= LONGEST_HEADER and header[0].count(_COMMENT) <= MOST_CONTAINERS
    return header[0] if fine else b"X-Too-Long: 1"


def headers_alone(raw: bytes) -> EmailMessage:
    """Return a mail without its body."""
    message: EmailMessage = BytesHeaderParser(policy=policy.default).parsebytes(raw)
    for name in {key for key in message if key.lower().startswith("content-")}:
        del message[name]
    message.set_payload("")
    return message
