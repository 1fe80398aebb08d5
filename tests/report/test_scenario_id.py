"""What a scenario is known by, and in which shard it is."""

from collections import Counter

from samestory.report.scenario_id import scenario_id, shard_of


def test_columns_may_change_places_and_a_rule_may_be_missing():
    assert scenario_id("F", None, "S", {"b": 2, "a": 1}) == scenario_id(
        "F", None, "S", {"a": 1, "b": 2}
    )
    assert "F / S" == scenario_id("F", None, "S")


def test_shards_are_the_same_on_every_machine_and_balanced_enough():
    """Of 1,000 scenarios in five shards, none has less than 160 or more than 240."""
    counts = Counter(shard_of(f"Feature / Scenario {number}", 5) for number in range(1000))

    assert {1, 2, 3, 4, 5} == set(counts)
    assert all(160 <= each <= 240 for each in counts.values())
    assert 2 == shard_of("Amending / Until it is picked / Ada picks <what> (what=BB-IT)", 7)
