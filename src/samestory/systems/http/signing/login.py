"""A session that is begun by filling in a login form, as a person does, and kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from samestory.errors import CannotAsk
from samestory.redaction import Masker
from samestory.systems.entries import Auth, LoginPage, SystemEntry
from samestory.systems.html.page import page_of
from samestory.systems.http.client import origin
from samestory.systems.http.request import Request

if TYPE_CHECKING:
    from samestory.systems.http.client import Client
    from samestory.systems.http.reply import Reply

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
        """Whether it shows its login page instead of an answer, or says that nobody is logged in.

        Raises `CannotAsk` where it does so to whom it has just let in.
        """
        just_in, self._just_in = self._just_in, False
        self._is_in = reply.status != 401 and not self._is_login_page(reply)
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
        shown = client.send(Request("GET", self._url, headers=_ACCEPT), signed=False)
        if shown.status != 200:
            why = f"its login page {self._url} answered {shown.status} {shown.reason}".rstrip()
            raise CannotAsk(why if shown.status >= 500 else f"{why}; correct page in auth")
        self._stays(shown.url, "its login page leads to")
        action, fields = self._form(shown)
        answer = client.send(
            Request("POST", action, form=fields, headers={**_ACCEPT, "Referer": shown.url}),
            signed=False,
        )
        self._let_in(answer)

    def _form(self, shown: Reply) -> tuple[str, dict[str, str]]:
        """Where the form leads, and all that it holds, filled in."""
        form = self._find_form(_page(shown))
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
        filled = {
            self._login.user_field: self._auth.user,
            self._login.password_field: self._auth.secret,
        }
        return action, fields | filled

    def _let_in(self, answer: Reply) -> None:
        """Raise `CannotAsk` unless it let us in."""
        if answer.status >= 500:
            raise CannotAsk(f"its login answered {answer.status} {answer.reason}".rstrip())
        if answer.status in {400, 401, 403, 422} or self._is_login_page(answer):
            shown = "its login page came again" if answer.status == 200 else str(answer.status)
            raise CannotAsk(f"it refuses the credentials in {_named(self._auth)} ({shown})")

    # Recognising it -----------------------------------------------------------------------------

    @property
    def _url(self) -> str:
        return self._base_url + self._login.path

    def _is_login_page(self, reply: Reply) -> bool:
        """Whether it came from there, or holds the same form, wherever that stands."""
        if _place(reply.url) == _place(self._url):
            return True
        named = self._login.password_field.encode() in reply.body
        return named and reply.media_type in _HTML and self._find_form(_page(reply)) is not None

    def _find_form(self, page: BeautifulSoup) -> Tag | None:
        wanted = {self._login.user_field, self._login.password_field}
        forms: list[Tag] = page.select("form")
        return next((each for each in forms if wanted <= _prefilled(each).keys()), None)

    def _stays(self, url: str, leads: str) -> None:
        """Raise `CannotAsk` for an address that is not the system's own."""
        if origin(url) != origin(self._base_url):
            raise CannotAsk(f"{leads} {url}, which is not {self._base_url}; nothing was filled in")


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


def _place(url: str) -> tuple[object, str]:
    return origin(url), urlsplit(url).path.rstrip("/")


def _is_secret(cookie: str) -> bool:
    return len(cookie) >= SECRET_FROM


def _named(auth: Auth) -> str:
    return " and ".join(auth.variables) or "the user"
