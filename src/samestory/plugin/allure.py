"""The run in Allure, if a folder for its results is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from samestory.report.allure_bridge import AllureBridge

if TYPE_CHECKING:
    from samestory.plugin.running import Run


def register_allure(config: pytest.Config, run: Run) -> None:
    """Register the bridge. Raise `LandscapeMistakes` if the landscape cannot be read."""
    landscape = run.landscape
    run.bridge = AllureBridge(
        config,
        mask=run.masker.mask,
        environment={
            "Company": landscape.name,
            "Landscape": run.setup.shown_landscape,
            "Seed": str(run.setup.seed),
            **({"Attention": "; ".join(loud)} if (loud := landscape.guard.concessions) else {}),
        },
    )
    config.pluginmanager.register(run.bridge, "samestory-allure")
