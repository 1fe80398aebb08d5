"""Which variables of a landscape are not set."""

from __future__ import annotations

from pathlib import Path

import pytest

from samestory.config.secrets import STAND_IN, unset


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_byte_order_mark_hides_no_variable(mark: str, tmp_path: Path) -> None:
    """Windows writes one, and what is not set is no mistake of the file."""
    landscape = tmp_path / "company.toml"
    landscape.write_text(
        f'{mark}[systems.crm]\nauth = {{ kind = "bearer", token_env = "CRM_TOKEN" }}\n', "utf-8"
    )

    assert {"CRM_TOKEN": STAND_IN} == unset(landscape, {})
