"""The pytest plugin: features as tests, people as fixtures, and the record of a run.

`collecting` finds features (`feature_file`, `gherkin/`, `step_check`) and looks up their words
(`landscape_words`), `fixtures` opens what scenarios need (`people`, `channels`), `story` asks the
systems. `running` follows the session, `scenarios` each of its scenarios; `verdict_log` and
`progress` write the record.
"""

import pytest

from samestory.plugin.collecting import ChosenLines, Features
from samestory.plugin.forgetting import Forgetting
from samestory.plugin.planning import names_features
from samestory.plugin.running import Run
from samestory.plugin.setup import Setup, in_sentences
from samestory.plugin.telemetry import Telemetry

__all__ = ["wake"]

WARNING_OF_BASE_URL = (
    "ignore:(?s)Session-scoped fixtures .*'base_url':pytest.PytestDeprecationWarning"
)
"""About a fixture of pytest-playwright; no project can fix it."""


def wake(config: pytest.Config) -> None:
    """Collect features and record how they end. Raise `pytest.UsageError` for a mistake."""
    config.addinivalue_line("filterwarnings", WARNING_OF_BASE_URL)
    setup = Setup.of(config)
    run = Run(setup)
    config.pluginmanager.register(Features(setup, run), "samestory-features")
    if names_features(config):
        run.progress.withdraw()
    if not setup.distributes:
        config.pluginmanager.register(ChosenLines(config), "samestory-lines")
    config.pluginmanager.register(run, "samestory-run")
    config.pluginmanager.register(run.scenarios, "samestory-scenarios")
    run.telemetry = Telemetry(run)
    config.pluginmanager.register(run.telemetry, "samestory-telemetry")
    if setup.retries:
        from samestory.plugin.attempts import Attempts  # noqa: PLC0415  # only for those who retry

        config.pluginmanager.register(Attempts(run), "samestory-attempts")
    played = setup.landscape and not setup.only_collects
    if played and config.getoption("allure_report_dir", None):
        from samestory.plugin.allure import register_allure  # noqa: PLC0415

        with in_sentences():
            register_allure(config, run)
    config.pluginmanager.register(Forgetting(), "samestory-forgetting")
