"""Shows a raw mail as a page that is safe to open: its headers, its text, nothing that acts.

Sanitising is nh3's work. On top of it, links lose their target (they are printed instead: one
click on a sign-in link would change the story), pictures become their alternative text, and
styles go, so that nothing is loaded and nothing is hidden.
"""

from email.message import EmailMessage, MIMEPart

import nh3
from markupsafe import Markup

from samestory.explain.html import printable, render
from samestory.extraction.html_tree import tree
from samestory.extraction.mime_parts import LONGEST_HEADER, raw_header, take_apart

MAIL = "message/rfc822"
HEADERS = ("From", "To", "Subject", "Date", "Message-ID")
MOST = 200_000
"""Characters of a body that are shown; a longer one is cut, and says so."""

_TAGS = {
    *("p", "div", "span", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre"),
    *("b", "strong", "i", "em", "u", "s", "small", "sub", "sup", "code", "ul", "ol", "li"),
    *("dl", "dt", "dd", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "a"),
    "img",
}
_ATTRIBUTES = {"a": {"href"}, "img": {"alt"}, "td": {"colspan"}, "th": {"colspan"}}


def mail_page(raw: bytes) -> str:
    """Return a raw RFC 5322 message as one HTML page without scripts, links, styles or pictures.

    There is a page even if the message is broken: what cannot be decoded is shown as it came.
    """
    notes: list[str] = []
    mail = take_apart(raw, notes)
    html, text = _bodies(mail)
    if notes:
        html, text = None, "\n\n".join([f"[{notes[0]}]", raw[: MOST + 1].decode("latin-1")])
    return render(
        "samestory.report",
        "mail.html",
        subject=_header(mail, "Subject") or "A mail without a subject",
        headers=[(name, _header(mail, name) or "–") for name in HEADERS],
        html=Markup(inert(html)) if html is not None else None,  # noqa: S704 - nh3 cleaned it
        text=_cut(text) if text is not None else None,
        files=[_file(part) for part in _attached(mail)],
    )


def inert(html: str) -> str:
    """Return HTML reduced to its text and structure; links and pictures are spelled out."""
    notes: list[str] = []
    html = _cut(printable(html))
    shallow = tree(html, notes)
    clean = nh3.clean(
        str(shallow) if notes else html,  # nh3 takes minutes for what is nested deeply
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    soup = tree(clean, notes)
    for link in soup("a"):
        target = link.attrs.pop("href", None)
        link.name = "u"
        if target and target != link.get_text():
            link.insert_after(f" [{target}]")
    for picture in soup("img"):
        picture.replace_with(f"[picture: {picture.get('alt') or 'no description'}]")
    return str(soup)


def _bodies(mail: EmailMessage) -> tuple[str | None, str | None]:
    """The HTML and the text of a mail; None for the one it does not have."""
    html, text = mail.get_body(("html",)), mail.get_body(("plain",))
    return _content(html), _content(text)


def _content(part: MIMEPart | None) -> str | None:
    if part is None:
        return None
    try:
        return str(part.get_content())
    except (LookupError, ValueError):  # an unknown or a lying charset
        payload = part.get_payload(decode=True)
        return payload.decode("latin-1") if isinstance(payload, bytes) else str(payload)


def _header(mail: EmailMessage, name: str) -> str:
    raw = raw_header(mail, name)
    try:
        return raw if len(raw) > LONGEST_HEADER else str(mail[name] or "")
    except Exception:  # noqa: BLE001 - the parser of headers fails in many ways on hostile ones
        return raw


def _attached(mail: EmailMessage) -> list[MIMEPart]:
    try:
        return list(mail.iter_attachments())
    except (AttributeError, KeyError, ValueError):  # a part that only claims to be one
        return []


def _file(part: MIMEPart) -> str:
    return f"{part.get_filename() or 'a part without a name'} ({part.get_content_type()})"


def _cut(text: str) -> str:
    if len(text) <= MOST:
        return text
    return f"{text[:MOST]}\n\n[cut here: {len(text) - MOST:,} more characters]"
