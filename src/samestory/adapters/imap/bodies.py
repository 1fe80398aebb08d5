"""Which parts of a mail are its body, decoded: never a file, and never another mail.

`EmailMessage.get_body` gives one part of a kind, so a footer in plain text would hide a body in
HTML; a person reads all parts that are not alternatives.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message

from samestory.adapters.imap.calendars import is_calendar
from samestory.extraction.charsets import codec_of
from samestory.extraction.mime_parts import TOO_DEEP, file_name, own_parts

_BODIES = ("text/plain", "text/html")
_SEALED = frozenset(
    {
        *("application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"),
        *("application/ms-tnef", "application/vnd.ms-tnef"),
    }
)
"""Parts that hold all others, encrypted, signed (S/MIME) or packed (winmail.dat)."""
_NOT_ABOVE_ASCII = re.compile(r"utf[-_]?(7|16|32)|iso[-_]?2022|^hz", re.IGNORECASE)
"""Charsets that write other letters with the bytes of ASCII, so that UTF-8 seems to fit."""
_STUFFED = re.compile(r"^ ", re.MULTILINE)
_SOFT_BREAK = re.compile(r"(?<!^--) \n(?!>|-- ?$)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Bodies:
    """The texts of a mail by their kind.

    `shown` are those that a person reads, in order; None stands for all of the HTML. `unread` is
    why the body cannot be read, if it has one.
    """

    plain: list[str]
    html: list[str]
    json_ld: list[str]
    calendars: list[str]
    shown: list[str | None]
    unread: str = ""


def read_bodies(message: Message, notes: list[str]) -> Bodies:
    """Return the bodies of a mail; a named part is one only among alternatives, or if alone."""
    found = list(own_parts(message))
    files = {id(part) for part, kind in found if kind != "alternative" and file_name(part)}
    parts = [part for part, _ in found]
    inline = [each for each in parts if each.get_content_disposition() != "attachment"]
    texts = [each for each in inline if each.get_content_type() in _BODIES]
    texts = [each for each in texts if id(each) not in files] or texts
    decoded = {id(each): _decoded(each, notes) for each in texts}
    html = {id(each) for each in texts if each.get_content_type() == "text/html"}
    sealed = [each.get_content_type() for each in parts if each.get_content_type() in _SEALED]
    is_sealed = bool(sealed) and not any(text.strip() for text in decoded.values())
    if is_sealed:
        notes.append(f"its body is sealed ({sealed[0]})")
    markup = [each for each in inline if each.get_content_type() == "application/ld+json"]
    return Bodies(
        plain=[text for part, text in decoded.items() if part not in html],
        html=[text for part, text in decoded.items() if part in html],
        json_ld=[_decoded(each, notes) for each in markup],
        calendars=[_decoded(each, notes) for each in parts if is_calendar(each)],
        shown=_shown(message, {part: None if part in html else decoded[part] for part in decoded}),
        unread=notes[-1] if TOO_DEEP in notes or is_sealed else "",
    )


def _shown(part: Message, decoded: Mapping[int, str | None]) -> list[str | None]:
    """What a person reads: of alternatives the first that is plain text, or the last."""
    if not part.is_multipart():
        return [decoded[id(part)]] if id(part) in decoded else []
    within = [_shown(each, decoded) for each in part.get_payload()]  # type: ignore[arg-type]  # parts, if several
    if part.get_content_subtype() != "alternative":
        return [text for texts in within for text in texts]
    filled = [texts for texts in within if any(each is None or each.strip() for each in texts)]
    return next((texts for texts in filled if None not in texts), filled[-1] if filled else [])


def _decoded(part: Message, notes: list[str]) -> str:
    try:
        content = part.get_payload(decode=True)
        charset = part.get_content_charset()
        text = decode(content, charset, notes) if isinstance(content, bytes) else ""
        flowed = str(part.get_param("format", "")).casefold() == "flowed"
        deleting = str(part.get_param("delsp", "")).casefold() == "yes"
    except Exception as error:  # noqa: BLE001 - a part may lie about itself in many ways
        notes.append(f"a part could not be decoded ({type(error).__name__})")
        return ""
    text = text.removeprefix("\ufeff")
    return unflowed(text, deleting=deleting) if flowed else text


def unflowed(text: str, *, deleting: bool) -> str:
    """Return a text in lines as they were before they were wrapped (format=flowed, RFC 3676).

    `deleting` is its DelSp: whether the space before a soft line break is a part of the break.
    """
    lines = _STUFFED.sub("", text.replace("\r\n", "\n"))
    return _SOFT_BREAK.sub("" if deleting else " ", lines)


def decode(content: bytes, charset: str | None, notes: list[str]) -> str:
    """Return the text of a part, whatever charset it claims.

    What reads as UTF-8 almost certainly is UTF-8, even if the label says Latin-1.
    """
    claimed = charset or "utf-8"
    charsets = [claimed, "utf-8"] if _NOT_ABOVE_ASCII.search(claimed) else ["utf-8", claimed]
    for each in charsets:
        try:
            return content.decode(codec_of(each))
        except (LookupError, ValueError):
            continue
    notes.append(f"its text is not the charset that it claims ({claimed})")
    return content.decode("cp1252", "replace")
