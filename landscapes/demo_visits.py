"""The website's pages about visits, as a customer uses them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from demo_website import Record, Website, read_terms, read_visit

from samestory import CannotAct

if TYPE_CHECKING:
    from samestory import ChannelAccess

HOURS = {"morning": "08:00", "afternoon": "13:00"}


class Visits(Website):
    """Books, moves and looks at visits, and opens an account for one."""

    def __init__(self, channel: ChannelAccess) -> None:
        super().__init__(channel.page, channel.base_url, channel.who)

    def book_visit(self, half_day: str) -> Record:
        """Book a visit on a "Thursday morning", and return the time chosen and what is shown."""
        self._open_signed_in("/visits/book")
        slot = self._choose(half_day)
        self._press("Book the visit")
        self._expect_notice("Your visit is booked.")
        return {**read_visit(self._page), "slot": slot}

    def move_visit(self, number: str, half_day: str) -> Record:
        """Give a visit another time, and return the time chosen and what is shown."""
        self._open_signed_in(f"/visits/{number}/move")
        slot = self._choose(half_day)
        self._press("Move the visit")
        self._expect_notice("Your visit has been moved.")
        return {**read_visit(self._page), "slot": slot}

    def accept_terms(self, number: str) -> None:
        """Accept the terms of a visit."""
        self._open_signed_in(f"/visits/{number}")
        self._press_offered("Accept the terms")
        self._expect_notice("You have accepted the terms.")

    def read_confirmation(self, number: str) -> Record:
        """Read what she is promised for the evening before: by call and by mail, and which time."""
        self._open_signed_in(f"/visits/{number}")
        terms = read_terms(self._page)
        if "by call and by mail" not in terms["The evening before"]:
            raise CannotAct("The page of the visit promises no call and no mail.")
        return {"slot": terms["Installation"]}

    def open_account(self, number: str) -> None:
        """Open an account for a visit that was booked by telephone."""
        self._open("/account/open")
        self._page.get_by_label("Number of your visit").fill(number)
        self._page.get_by_label("Email address").fill(self._someone.email)
        self._page.get_by_label("Password").fill(self._someone.password)
        self._press("Open my account")
        self._must_be_taken("Your account")

    def _choose(self, half_day: str) -> str:
        weekday, _, part = half_day.partition(" ")
        times = self._page.get_by_label("Time")
        offered = times.get_by_role("option").all_inner_texts()
        fits = [e for e in offered if e.startswith(f"{weekday}, ") and f", {HOURS[part]} " in e]
        if not fits:
            raise CannotAct.unknown("time", half_day, offered)
        times.select_option(label=fits[0])
        return fits[0]
