"""How money and days are written: German on the website, English in the mails."""

from __future__ import annotations

from datetime import date, timedelta
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


def working_days_after(day: date, count: int) -> date:
    """The day that lies `count` working days later; Saturdays and Sundays do not count."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < SATURDAY
    return day
