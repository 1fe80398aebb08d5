"""The run in Allure, if a folder for its results is given."""

import pytest

from samestory.plugin.running import Run
from samestory.plugin.scenario_info import scenario_info
from samestory.report.allure_bridge import AllureBridge


def register_allure(config: pytest.Config, run: Run) -> None:
    """Register the bridge. Raise `LandscapeMistakes` if the landscape cannot be read."""
    landscape = run.landscape
    run.bridge = AllureBridge(
        config,
        mask=run.masker.mask,
        identify=known_as,
        seeded=run.setup.seeded,
        environment={
            "Company": landscape.name,
            "Landscape": run.setup.shown_landscape,
            **({"Build": run.setup.build} if run.setup.build else {}),
            "Seed": str(run.setup.seed),
            **({"Seeded faults": ", ".join(run.setup.seeded)} if run.setup.seeded else {}),
            **({"Attention": "; ".join(loud)} if (loud := landscape.guard.concessions) else {}),
        },
    )
    config.pluginmanager.register(run.bridge, "samestory-allure")


def known_as(item: pytest.Item) -> str:
    """Return what a scenario is known by from run to run."""
    return scenario_info(item).id
