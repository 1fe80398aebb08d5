"""Files of JSON lines survive what a killed process leaves, and what JSON may hold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from samestory.json_lines import append_line, lines_in, objects_in


def test_half_a_line_costs_no_other(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text('{"a": 1}\n{"a": ')
    append_line(file, '{"a": 3}')

    assert [{"a": 1}, {"a": 3}] == [*objects_in(file)]
    assert ['{"a": 1}', '{"a": ', '{"a": 3}'] == [*lines_in(file)]


@pytest.mark.parametrize("end", ["\u2028", "\x85", "\x0b", "\r", "\x1c"])
def test_only_a_line_feed_ends_a_line(end: str, tmp_path: Path) -> None:
    """What a system has said may hold what other readers of lines take for an end."""
    told = {"note": f"before{end}after"}
    append_line(tmp_path / "a.jsonl", json.dumps(told, ensure_ascii=False))

    assert [told] == [*objects_in(tmp_path / "a.jsonl")]


def test_no_file_has_no_lines(tmp_path: Path) -> None:
    assert [] == [*lines_in(tmp_path / "none.jsonl")] == [*objects_in(tmp_path / "x" / "y.jsonl")]


def test_what_is_no_object_is_left_out(tmp_path: Path) -> None:
    """Also what is not UTF-8, and empty lines."""
    (tmp_path / "a.jsonl").write_bytes(b'\n[1]\n  \n"a"\n{"a": "\xff"}\r\n')

    assert [{"a": "\N{REPLACEMENT CHARACTER}"}] == [*objects_in(tmp_path / "a.jsonl")]
