"""What has changed since the last run and since the last release."""

from __future__ import annotations

from samestory.report.history import CauseInRun, Changes, HistoryRun, changes_since

PRICE, STATUS = "erp/order/unit_price/contradicted", "crm/order/status/contradicted"
HEALTHY: dict[str, str] = {}


def run(
    number: int,
    results: str = "a+ b+",
    *,
    price: str = "",
    status: str = "",
    release: bool = False,
    landscape: str = "shop.toml",
) -> HistoryRun:
    """A run by its scenarios ("a+ b- c?": passed, failed, not known) and who shows which cause."""
    words = {"+": "passed", "-": "failed", "?": "broken"}
    causes = {PRICE: price.split(), STATUS: status.split()}
    return HistoryRun(
        started=f"2026-11-{number:02}T02:00:00+00:00",
        seed=str(number),
        landscape=landscape,
        release=release,
        results={each[:-1]: words[each[-1]] for each in results.split()},
        causes={key: CauseInRun(key, tuple(shown)) for key, shown in causes.items() if shown},
    )


def since_last(*runs: HistoryRun) -> dict[str, list[str]]:
    return said(changes_since(runs, runs[-1]), "since_last")


def since_release(*runs: HistoryRun) -> dict[str, list[str]]:
    return said(changes_since(runs, runs[-1]), "since_release")


def said(found: Changes, which: str) -> dict[str, list[str]]:
    difference = getattr(found, which)
    told = {
        name: [each.key for each in getattr(difference, name)]
        for name in ("new", "fixed", "still", "unseen")
    }
    return {name: keys for name, keys in told.items() if keys}


def test_a_cause_that_the_last_run_did_not_see_is_new() -> None:
    assert {"new": [PRICE]} == since_last(run(1), run(2, "a- b+", price="a"))


def test_a_cause_is_fixed_once_every_scenario_that_showed_it_has_passed() -> None:
    assert {"fixed": [PRICE]} == since_last(run(1, "a- b-", price="a b"), run(2, "a+ b+"))


def test_a_cause_that_is_not_looked_at_again_is_not_fixed() -> None:
    """Its scenario broke, was not run, or fails for another reason before it gets there."""
    assert {"unseen": [PRICE]} == since_last(run(1, "a- b+", price="a"), run(2, "a? b+"))
    assert {"unseen": [PRICE]} == since_last(run(1, "a- b+", price="a"), run(2, "b+"))
    assert {"new": [STATUS], "unseen": [PRICE]} == since_last(
        run(1, "a-", price="a"), run(2, "a-", status="a")
    )


def test_what_is_proved_in_several_runs_adds_up() -> None:
    """Half of its scenarios pass in one run, the other half in the next."""
    half = run(2, "a+ b?")
    assert {"unseen": [PRICE]} == since_last(run(1, "a- b-", price="a b"), half)
    assert {"fixed": [PRICE]} == since_last(run(1, "a- b-", price="a b"), half, run(3, "a? b+"))


def test_a_scenario_that_was_removed_proves_nothing_but_does_not_stay_in_the_way() -> None:
    assert {"fixed": [PRICE]} == since_last(run(1, "a- b-", price="a b"), run(2, "b+"))


def test_the_age_of_a_cause_counts_from_its_unbroken_beginning() -> None:
    runs = [run(1, "a-", price="a"), run(2, "a?"), run(3, "a-", price="a")]

    age = changes_since(runs, runs[-1]).causes[PRICE]

    assert (runs[0].started, 2) == (age.since, age.runs)


def test_what_was_fixed_and_is_back_counts_as_new_since_the_release() -> None:
    back = [run(1, "a-", price="a", release=True), run(2, "a+"), run(3, "a-", price="a")]

    assert {"new": [PRICE]} == since_release(*back)
    assert [PRICE] == [each.key for each in changes_since(back, back[-1]).flapping]


def test_a_second_run_does_not_make_a_cause_old() -> None:
    """Since the release it stays new, however often it was seen since."""
    runs = [run(1, release=True), run(2, "a-", price="a"), run(3, "a-", price="a")]

    assert {"still": [PRICE]} == since_last(*runs)
    assert {"new": [PRICE]} == since_release(*runs)


def test_a_known_cause_that_reaches_a_scenario_that_passed_has_spread() -> None:
    runs = [run(1, "a- b+", price="a", release=True), run(2, "a- b- c-", price="a b c")]

    difference = changes_since(runs, runs[-1]).since_release

    assert difference is not None
    assert {PRICE: ("b",)} == difference.spread  # c is new: it may have been so all along


def test_what_goes_and_comes_back_is_flapping_also_while_it_is_gone() -> None:
    runs = [
        *(run(1, "a-", price="a"), run(2), run(3, "a-", price="a"), run(4)),
    ]

    assert [PRICE] == [each.key for each in changes_since(runs, runs[-1]).flapping]
    assert [] == list(changes_since([*runs, *map(run, range(5, 20))], run(20)).flapping)


def test_without_an_earlier_run_nothing_is_compared() -> None:
    alone = run(1, "a-", price="a")

    found = changes_since([alone, run(2, "a+")], alone)

    assert (None, None, 0) == (found.since_last, found.since_release, found.runs)
    assert alone.started == found.causes[PRICE].since


def test_a_run_of_another_landscape_is_no_earlier_run() -> None:
    other = run(1, "a-", price="a", landscape="other.toml")

    assert None is changes_since([other, run(2)], run(2)).since_last


def test_the_result_of_a_scenario_has_an_age() -> None:
    runs = [run(1, "a- b+"), run(2, "a+ b+"), run(3, "a+"), run(4, "a+ b+")]

    ages = changes_since(runs, runs[-1]).scenarios

    assert {"a": runs[1].started, "b": runs[0].started} == ages
