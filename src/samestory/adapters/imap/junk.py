"""Which folders hold what a mail server or a mail program took for advertising."""

from __future__ import annotations

from collections.abc import Iterator
from imaplib import IMAP4

from imapclient import IMAPClient  # type: ignore[import-untyped]  # it brings no types

JUNK = b"\\junk"
"""How a server marks such a folder (RFC 6154)."""
_CLOSED = {b"\\noselect", b"\\nonexistent"}
NAMES = frozenset(
    {
        *("junk", "junk e-mail", "junk email", "junk mail", "junk-e-mail", "spam", "bulk mail"),
        *("spamverdacht", "unerwünscht", "unerwünschte e-mail", "unerwünschte werbung"),
        *("courrier indésirable", "indésirables", "pourriel", "pourriels"),
        *("correo no deseado", "no deseado", "correo basura"),
        *("posta indesiderata", "indesiderata", "ongewenste e-mail", "ongewenst"),
        *("lixo eletrónico", "lixo eletrônico", "correio eletrónico não solicitado"),
        *("wiadomości-śmieci", "niechciane", "nevyžádaná pošta", "levélszemét", "mesaje nedorite"),
        *("skräppost", "uønsket post", "uønsket e-post", "søppelpost", "roskaposti"),
        *("спам", "нежелательная почта", "ανεπιθύμητη αλληλογραφία", "önemsiz e-posta", "önemsiz"),
        *("迷惑メール", "垃圾邮件", "垃圾郵件", "스팸", "스팸메일", "정크 메일"),
    }
)
"""What it is called in mail programs, in several languages; a server need not mark it."""


def junk_folders(client: IMAPClient) -> Iterator[str]:
    """The names of such folders that can be opened; none if the server lists no folders."""
    try:
        listed = client.list_folders()
    except IMAP4.abort:  # the connection broke
        raise
    except IMAP4.error:
        return
    for flags, delimiter, name in listed:
        marked = {each.lower() for each in flags}
        between = (delimiter or b"").decode("ascii", "replace")
        last = name.rpartition(between)[2] if between else name
        usual = JUNK in marked or last.casefold() in NAMES
        if usual and not marked & _CLOSED and name.isprintable():  # a line break would be sent on
            yield name
