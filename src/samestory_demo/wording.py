"""How money and days are written: German on the website, English in the mails."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

SATURDAY = 5


def german_money(amount: Decimal) -> str:
    """Euros as the website writes them: €1.234,50."""
    return "€" + f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))


def english_money(amount: Decimal) -> str:
    """Euros as the mails write them: 1,234.50 EUR."""
    return f"{amount:,.2f} EUR"


def day_first(day: date) -> str:
    """A day as the website writes it: 24.11.2026."""
    return day.strftime("%d.%m.%Y")


def long_day(day: date) -> str:
    """A day as the mails write it: 24 November 2026."""
    return f"{day.day} {day:%B %Y}"


def german_window(start: datetime, end: datetime) -> str:
    """A window as the website writes it: Thursday, 03.12.2026, 08:00 – 12:00."""
    return f"{start:%A}, {day_first(start)}, {start:%H:%M} – {end:%H:%M}"


def long_window(start: datetime, end: datetime) -> str:
    """A window as the mails write it: 3 December 2026, 08:00 to 12:00."""
    return f"{long_day(start)}, {start:%H:%M} to {end:%H:%M}"


def working_days_after(day: date, count: int) -> date:
    """The day that lies `count` working days later; Saturdays and Sundays do not count."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < SATURDAY
    return day


def working_days_before(day: date, count: int) -> date:
    """The day that lies `count` working days earlier."""
    while count:
        day -= timedelta(days=1)
        count -= day.weekday() < SATURDAY
    return day
