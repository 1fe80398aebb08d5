"""For every test: how quick this machine is decides nothing."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "unhurried",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],  # a busy machine makes examples slowly
)
settings.load_profile("unhurried")

collect_ignore_glob = ["cases/*/*.feature"]
"""Features that must be refused, or are played in a project of their own."""
