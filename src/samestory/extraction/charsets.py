"""Charsets as browsers read them."""

import codecs
from collections.abc import Mapping

_WIDER: Mapping[str, str] = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
"""Charsets that every browser reads as larger ones (WHATWG, Encoding Standard, 4.2): a page in
ISO-8859-1 writes "€" as Windows does."""


def codec_of(charset: str) -> str:
    """Return the codec that reads a charset; raise LookupError if it is unknown."""
    known = codecs.lookup(charset).name
    return _WIDER.get(known, known)
