"""A session that begins with filling in a login form, as a person does, and is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urljoin, urlsplit

import httpx
from bs4 import Tag

from samestory.adapters.http.auth import Credentials, Flow
from samestory.adapters.http.messages import Origin, Reply, origin
from samestory.adapters.http.secret_capture import learn_from_login
from samestory.config.entries import Auth, SystemEntry
from samestory.errors import CannotAsk
from samestory.extraction.html_page import page_of
from samestory.redaction import Masker

SECRET_FROM = 12
"""Characters from which on a cookie may be a session; "en" and "1" are none."""

_HTML = {"text/html", "application/xhtml+xml"}
_ACCEPT = {"Accept": "text/html"}
_CHOSEN = {"checkbox", "radio", "submit", "image", "button", "file", "reset"}
"""Types of inputs that are sent only if somebody chooses them."""


class CookieStore(Protocol):
    """Keeps the cookies of a system; a client is one."""

    @property
    def cookies(self) -> Mapping[str, str]:
        """The cookies of the system by name."""
        ...

    def forget_cookies(self) -> None:
        """Delete all of them."""
        ...


class LoginForm(Credentials):
    """Logs in by a form; the session is a cookie, so nothing has to be added to a request."""

    def __init__(self, entry: SystemEntry, masker: Masker, store: CookieStore) -> None:
        assert entry.auth.login is not None, "the landscape names the page to log in by"
        super().__init__({})
        self._auth: Auth = entry.auth
        self._login = entry.auth.login
        self._base_url: str = entry.settings["base_url"]
        self._url = self._base_url + self._login.path
        self._masker = masker
        self._store = store
        self._form: Form | None = None
        """The form as it was filled in; a page that shows it again has no session."""
        self._is_in = False
        self._is_fresh = False
        """Whether the session began in this look."""

    def auth_flow(self, request: httpx.Request) -> Flow[None]:
        """Log in if that is not done yet, or if the session has ended; raise `CannotAsk`."""
        was_in = self._is_in
        if not was_in:
            yield from self._begin_session()
        refused = self._is_refused((yield request))
        if refused and was_in:
            yield from self._begin_session()
            refused = self._is_refused((yield request))
        if refused:
            raise CannotAsk(
                f"it lets {self._named} in, and then wants them again; "
                "may they see what is asked for?"
            )

    def begin(self) -> None:
        """See `Credentials`."""
        self._is_fresh = False

    def renew(self) -> bool:
        """See `Credentials`."""
        if self._is_fresh:
            return False
        self._is_in = False
        return True

    def _is_refused(self, reply: Reply) -> bool:
        self._is_in = reply.status != 401 and not self._asks_again(reply)
        return not self._is_in

    # Logging in ---------------------------------------------------------------------------------

    def _begin_session(self) -> Flow[None]:
        self._store.forget_cookies()
        shown = yield from self._shown()
        if shown.status != 200:
            why = f"its login page {self._url} answered {shown.state}"
            raise CannotAsk(why if shown.status >= 500 else f"{why}; correct page in auth")
        self._check_origin(shown.url, "its login page leads to")
        action, fields = self._filled(shown)
        headers = {**_ACCEPT, "Referer": shown.url}
        answer = yield httpx.Request("POST", action, data=fields, headers=headers)
        learn_from_login(self._masker, answer)
        yield from self._check_login(answer)
        cookies = self._store.cookies.values()
        self._masker.learn(*(each for each in cookies if len(each) >= SECRET_FROM))
        self._is_in = self._is_fresh = True

    def _shown(self) -> Flow[Reply]:
        return (yield httpx.Request("GET", self._url, headers=_ACCEPT))

    def _filled(self, shown: Reply) -> tuple[str, dict[str, str]]:
        """Return where the form leads, and all of its fields, filled in."""
        form = next(self._forms(shown), None)
        if form is None:
            wanted = f"{self._login.user_field!r} and {self._login.password_field!r}"
            raise CannotAsk(
                f"its login page {shown.url} has no form with the fields {wanted}; "
                "correct user_field and password_field in auth"
            )
        action = urljoin(shown.url, str(form.get("action") or ""))
        self._check_origin(action, "its login form would send the password to")
        if str(form.get("method") or "get").lower() != "post":
            raise CannotAsk("its login form would write the password into an address")
        fields = _prefilled(form)
        csrf = self._login.csrf_field
        if csrf and csrf not in fields:
            raise CannotAsk(f"its login form has no field {csrf!r}; correct csrf_field in auth")
        self._form = self._seen(form, shown.url)
        fields[self._login.user_field] = self._auth.user
        fields[self._login.password_field] = self._auth.secret
        return action, fields

    def _check_login(self, answer: Reply) -> Flow[None]:
        """Raise `CannotAsk` unless it let us in.

        Many logins lead back to the page of the form, which then is another page. If it only
        lacks the form, it may also say that the password is wrong: then the page is fetched again.
        """
        if answer.status >= 500:
            raise CannotAsk(f"its login answered {answer.state}")
        refused = answer.status in {400, 401, 403, 422} or self._asks_again(answer)
        if not refused and _place(answer.url) == _place(self._url):
            refused = self._asks_again((yield from self._shown()))
        if refused:
            shown = "its login page came again" if answer.status == 200 else str(answer.status)
            raise CannotAsk(f"it refuses the credentials in {self._named} ({shown})")

    # Recognising it -----------------------------------------------------------------------------

    @property
    def _named(self) -> str:
        return " and ".join(self._auth.variables) or "the user"

    def _asks_again(self, reply: Reply) -> bool:
        """Whether the form that was filled in stands there again, at whatever address.

        A profile or a change of the password has such fields as well, in another form.
        """
        named = self._login.password_field.encode() in reply.body
        if not named or reply.media_type not in _HTML or self._form is None:
            return False
        return any(self._form.is_like(self._seen(each, reply.url)) for each in self._forms(reply))

    def _forms(self, reply: Reply) -> Iterator[Tag]:
        wanted = {self._login.user_field, self._login.password_field}
        forms = page_of(reply.body, reply.headers.get("content-type", "")).select("form")
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

    def _check_origin(self, url: str, leads: str) -> None:
        """Raise `CannotAsk` for an address that is not the system's own."""
        if origin(url) != origin(self._base_url):
            raise CannotAsk(f"{leads} {url}, which is not {self._base_url}; nothing was filled in")


@dataclass(frozen=True, slots=True)
class Form:
    """What distinguishes one form from another: where it leads, and its fields."""

    action: str
    leads_to: tuple[Origin, str]
    kinds: tuple[str, str]
    """The types of the fields for the user and for the password."""
    passwords: int
    fields: frozenset[str]

    def is_like(self, other: Form) -> bool:
        """Whether it is the same form, perhaps with one more field, or on another page."""
        same_target = self.leads_to == other.leads_to
        same_shape = (self.action, self.fields) == (other.action, other.fields)
        same_question = (self.kinds, self.passwords) == (other.kinds, other.passwords)
        return same_question and (same_target or same_shape)


def _prefilled(form: Tag) -> dict[str, str]:
    """Return what the form sends if nothing is typed, such as a token against forgery."""
    return {
        str(each["name"]): str(each.get("value") or "")
        for each in form.select("input")
        if each.get("name") and (each.get("type") not in _CHOSEN or each.has_attr("checked"))
    }


def _type(field: Tag) -> str:
    return str(field.get("type") or "text").lower()


def _place(url: str) -> tuple[Origin, str]:
    return origin(url), urlsplit(url).path.rstrip("/")
