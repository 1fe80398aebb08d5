"""Plays features as a schedule, and says when something comes and when it goes."""

from samestory.monitor.alerts import Alert, Event
from samestory.monitor.causes_seen import Gravity, SeenCause, TurnReport
from samestory.monitor.monitor import Monitor, Player, Settings
from samestory.monitor.outbox import Outbox
from samestory.monitor.schedule import TurnSchedule
from samestory.monitor.watchlist import Watchlist

__all__ = [
    "Alert",
    "Event",
    "Gravity",
    "Monitor",
    "Outbox",
    "Player",
    "SeenCause",
    "Settings",
    "TurnReport",
    "TurnSchedule",
    "Watchlist",
]
