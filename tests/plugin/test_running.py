"""One run, outside of a session of pytest."""

from __future__ import annotations

from pathlib import Path

from samestory.core.past_waits import AskedAbout, PastWait
from samestory.plugin.running import Run
from samestory.plugin.setup import Setup

ORDERS = AskedAbout("erp", "order", "made")


def a_run(root: Path, landscape: str) -> Run:
    return Run(
        Setup(
            root=root,
            landscape=root / landscape,
            steps=(),
            seed=7,
            report=root,
            record=root,
            trace="off",
            waits=root / "waits.jsonl",
            worker=None,
            distributes=False,
        )
    )


def test_two_landscapes_of_one_file_name_learn_nothing_from_each_other(tmp_path: Path) -> None:
    """They share the file of past waits; what tells them apart is their path in the project."""
    wait = PastWait(1.0, 1.5)
    a_run(tmp_path, "shop/staging.toml").waits.add(ORDERS, wait)

    assert () == a_run(tmp_path, "spares/staging.toml").waits.waits(ORDERS)
    assert (wait,) == a_run(tmp_path, "shop/staging.toml").waits.waits(ORDERS)
