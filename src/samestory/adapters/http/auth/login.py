"""A session that is begun by filling in a login form, as a person does, and kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from samestory.adapters.http.client import origin
from samestory.adapters.http.request import Request
from samestory.adapters.http.secret_capture import Secrecy
from samestory.config.entries import Auth, LoginPage, SystemEntry
from samestory.errors import CannotAsk
from samestory.extraction.html_page import page_of
from samestory.redaction import Masker

if TYPE_CHECKING:
    from samestory.adapters.http.client import Client
    from samestory.adapters.http.reply import Reply

SECRET_FROM = 12
"""Characters from which on a cookie may be a session; "en" and "1" are none."""

_HTML = {"text/html", "application/xhtml+xml"}


class Session:
    """Logs in by a form and keeps the cookie; see `Signer`.

    The cookie is the client's business: nothing has to be added to a request.
    """

    def __init__(self, entry: SystemEntry, masker: Masker) -> None:
        assert entry.auth.login is not None, "the landscape names the page to log in by"
        self._auth: Auth = entry.auth
        self._login: LoginPage = entry.auth.login
        self._base_url: str = entry.settings["base_url"]
        self._masker = masker
        self._form: Form | None = None
        """The form as it was filled in; where it stands again, nobody is logged in."""
        self._is_in = False
        self._just_in = False
        self._fresh = False
        """Whether the session was begun in this look."""

    def begin(self) -> None:
        """From now on a session is one of this look."""
        self._fresh = False

    def headers(self, client: Client) -> Mapping[str, str]:
        """Nothing, once logged in; raises `CannotAsk` where that cannot be done."""
        if not self._is_in:
            client.forget_cookies()
            self._log_in(client)
            self._masker.learn(*(each for each in client.cookies.values() if _is_secret(each)))
            self._is_in = self._just_in = self._fresh = True
        return {}

    def refused(self, reply: Reply) -> bool:
        """Whether it shows its login form instead of an answer, or says that nobody is logged in.

        Raises `CannotAsk` where it does so to whom it has just let in.
        """
        just_in, self._just_in = self._just_in, False
        self._is_in = reply.status != 401 and not self._asks_again(reply)
        if just_in and not self._is_in:
            raise CannotAsk(
                f"it lets {_named(self._auth)} in, and then wants them again; "
                "may they see what is asked for?"
            )
        return not self._is_in

    def renew(self) -> bool:
        """Log in once more where the session is of an earlier look: it may have ended anyhow."""
        if self._fresh:
            return False
        self._is_in = False
        return True

    # Logging in ---------------------------------------------------------------------------------

    def _log_in(self, client: Client) -> None:
        shown = self._shown(client)
        if shown.status != 200:
            why = f"its login page {self._url} answered {shown.status} {shown.reason}".rstrip()
            raise CannotAsk(why if shown.status >= 500 else f"{why}; correct page in auth")
        self._stays(shown.url, "its login page leads to")
        action, fields = self._filled(shown)
        answer = client.send(
            Request("POST", action, form=fields, headers={**_ACCEPT, "Referer": shown.url}),
            signed=False,
        )
        Secrecy(self._auth, self._masker).answered(answer, {})
        self._let_in(client, answer)

    def _shown(self, client: Client) -> Reply:
        return client.send(Request("GET", self._url, headers=_ACCEPT), signed=False)

    def _filled(self, shown: Reply) -> tuple[str, dict[str, str]]:
        """Where the form leads, and all that it holds, filled in."""
        form = next(self._forms(shown), None)
        if form is None:
            wanted = f"{self._login.user_field!r} and {self._login.password_field!r}"
            raise CannotAsk(
                f"its login page {shown.url} has no form with the fields {wanted}; "
                "correct user_field and password_field in auth"
            )
        action = urljoin(shown.url, str(form.get("action") or ""))
        self._stays(action, "its login form would send the password to")
        if str(form.get("method") or "get").lower() != "post":
            raise CannotAsk("its login form would write the password into an address")
        fields = _prefilled(form)
        csrf = self._login.csrf_field
        if csrf and csrf not in fields:
            raise CannotAsk(f"its login form has no field {csrf!r}; correct csrf_field in auth")
        self._form = self._seen(form, shown.url)
        filled = {
            self._login.user_field: self._auth.user,
            self._login.password_field: self._auth.secret,
        }
        return action, fields | filled

    def _let_in(self, client: Client, answer: Reply) -> None:
        """Raise `CannotAsk` unless it let us in.

        Many logins lead back to the page of the form, which then is another page. If it only
        lacks the form, it may also say that the password is wrong: then the page is looked at anew.
        """
        if answer.status >= 500:
            raise CannotAsk(f"its login answered {answer.status} {answer.reason}".rstrip())
        is_back = _place(answer.url) == _place(self._url)
        if (
            answer.status in {400, 401, 403, 422}
            or self._asks_again(answer)
            or (is_back and self._asks_again(self._shown(client)))
        ):
            shown = "its login page came again" if answer.status == 200 else str(answer.status)
            raise CannotAsk(f"it refuses the credentials in {_named(self._auth)} ({shown})")

    # Recognising it -----------------------------------------------------------------------------

    @property
    def _url(self) -> str:
        return self._base_url + self._login.path

    def _asks_again(self, reply: Reply) -> bool:
        """Whether the form that was filled in stands there again, at whatever address.

        A profile or a change of the password has such fields as well, in another form.
        """
        named = self._login.password_field.encode() in reply.body
        if not named or reply.media_type not in _HTML or self._form is None:
            return False
        return any(self._form.is_like(self._seen(each, reply.url)) for each in self._forms(reply))

    def _forms(self, reply: Reply) -> Iterator[Tag]:
        """The forms of a page that have both fields."""
        wanted = {self._login.user_field, self._login.password_field}
        forms: list[Tag] = _page(reply).select("form")
        return (each for each in forms if wanted <= _prefilled(each).keys())

    def _seen(self, form: Tag, url: str) -> Form:
        types = {str(each.get("name")): _type(each) for each in form.select("input")}
        action = str(form.get("action") or "")
        return Form(
            action=action,
            leads_to=_place(urljoin(url, action)),
            kinds=(types[self._login.user_field], types[self._login.password_field]),
            passwords=sum(_type(each) == "password" for each in form.select("input")),
            fields=frozenset(name for name, each in types.items() if each != "hidden"),
        )

    def _stays(self, url: str, leads: str) -> None:
        """Raise `CannotAsk` for an address that is not the system's own."""
        if origin(url) != origin(self._base_url):
            raise CannotAsk(f"{leads} {url}, which is not {self._base_url}; nothing was filled in")


@dataclass(frozen=True, slots=True)
class Form:
    """What tells one form from another: where it leads, and what there is to be filled in."""

    action: str
    leads_to: tuple[object, str]
    kinds: tuple[str, str]
    """The types of the fields for the user and for the password."""
    passwords: int
    fields: frozenset[str]

    def is_like(self, other: Form) -> bool:
        """Whether it is the same form, perhaps with a field more, or on another page."""
        leads_there = self.leads_to == other.leads_to
        stands_elsewhere = (self.action, self.fields) == (other.action, other.fields)
        asks_the_same = (self.kinds, self.passwords) == (other.kinds, other.passwords)
        return asks_the_same and (leads_there or stands_elsewhere)


_ACCEPT = {"Accept": "text/html"}


def _page(reply: Reply) -> BeautifulSoup:
    return page_of(reply.body, reply.headers.get("content-type", ""))


def _prefilled(form: Tag) -> dict[str, str]:
    """What the form sends if nobody touches it, such as a token against forgery."""
    return {
        str(each["name"]): str(each.get("value") or "")
        for each in form.select("input")
        if each.get("name") and (each.get("type") not in _CHOSEN or each.has_attr("checked"))
    }


_CHOSEN = {"checkbox", "radio", "submit", "image", "button", "file", "reset"}
"""Inputs that say nothing unless somebody chooses them."""


def _type(field: Tag) -> str:
    return str(field.get("type") or "text").lower()


def _place(url: str) -> tuple[object, str]:
    return origin(url), urlsplit(url).path.rstrip("/")


def _is_secret(cookie: str) -> bool:
    return len(cookie) >= SECRET_FROM


def _named(auth: Auth) -> str:
    return " and ".join(auth.variables) or "the user"
