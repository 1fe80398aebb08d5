"""The ways in which systems, pages, mails and programs spell one and the same text."""

from __future__ import annotations

import html
import json
import quopri
import re
from base64 import b64encode, encodebytes, urlsafe_b64encode
from collections.abc import Callable, Mapping
from html.entities import codepoint2name
from urllib.parse import quote, quote_plus


def _in_capitals(text: str) -> str:
    r"""JSON with `\u00FC` in the place of `\u00fc`."""
    escape = r"\\u[0-9a-f]{4}"
    return re.sub(escape, lambda found: "\\u" + found[0][2:].upper(), json.dumps(text))


def _named(text: str) -> str:
    return "".join(f"&{codepoint2name.get(ord(each), f'#{ord(each)}')};" for each in text)


def _in_a_mail(text: str) -> str:
    """Quoted-printable, the end of a line within the text."""
    line = "-" * (72 - len(text) // 2)
    return quopri.encodestring(f"{line} {text}".encode()).decode()


SPELLINGS: Mapping[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "address": quote,
    "address, all of it": lambda text: quote(text, safe=""),
    "form": quote_plus,
    "address in small letters": lambda text: re.sub(
        "%..", lambda found: found[0].lower(), quote(text, safe="")
    ),
    "JSON": json.dumps,
    "JSON in capitals": _in_capitals,
    "JSON in UTF-8": lambda text: json.dumps(text, ensure_ascii=False),
    "Python": repr,
    "HTML": html.escape,
    "decimal entities": lambda text: "".join(f"&#{ord(each)};" for each in text),
    "hexadecimal entities": lambda text: "".join(f"&#x{ord(each):04x};" for each in text),
    "hexadecimal entities in capitals": lambda text: "".join(f"&#X{ord(c):X};" for c in text),
    "named entities": _named,
    "quoted-printable": _in_a_mail,
    "base64": lambda text: b64encode(text.encode()).decode(),
    "base64, one further": lambda text: b64encode(f":{text} ".encode()).decode(),
    "base64, two further": lambda text: b64encode(f"a:{text}".encode()).decode(),
    "base64 in addresses": lambda text: urlsafe_b64encode(f"ü {text}".encode()).decode(),
    "base64 in lines": lambda text: encodebytes(f"{'-' * 50} {text} {'-' * 99}".encode()).decode(),
    "hexadecimal": lambda text: text.encode().hex(),
    "hexadecimal in capitals": lambda text: text.encode().hex().upper(),
}
