"""What is composed is written in the project's own phrases, and its questions are the features'."""

from __future__ import annotations

from pathlib import Path

from samestory.explore.composing import Composer
from samestory.explore.coverage import Coverage
from samestory.explore.forms import names_in
from samestory.explore.journey import Act, ComposedJourney, is_within
from samestory.explore.possible import Possibilities
from samestory.explore.questions import questions_after
from samestory.explore.vocabulary import Vocabulary
from samestory.explore.writing import Writer, written_feature
from samestory.plugin.gherkin.lint import mistakes_of_form
from tests.explore.company import vocabulary


def journey(*keys: str, person: str = "Ada") -> ComposedJourney:
    words = {"order": (("wanted", "1 chain"),)}
    return ComposedJourney(tuple(Act(key, person, words.get(key, ())) for key in keys))


def test_one_person_is_named_once_and_then_called_by_her_pronoun():
    """What is before the last action is given, and the last one is done."""
    text = Writer(vocabulary()).scenario(journey("register", "order", "change"), "It")

    assert (
        "    Scenario: It\n"
        "      Given Ada is a customer\n"
        "      And she has ordered 1 chain\n"
        "      When she changes it\n"
        "      Then the shop, her inbox and the ERP agree on her order"
    ) == text


def test_several_people_are_called_by_their_names():
    """Each owns her inbox."""
    both = ComposedJourney(
        (*journey("register", "order").acts, *journey("register", "book", person="Ben").acts)
    )
    text = Writer(vocabulary()).scenario(both, "It")

    assert "the shop, Ada's inbox, the ERP and the CRM agree on Ada's order" in text
    assert "the shop, Ben's inbox and the ERP agree on Ben's visit" in text
    assert "Ben books a visit" in text


def test_after_an_action_those_are_asked_whom_a_feature_asks_after_it():
    """The CRM is asked about an order, and not about a cancelled one."""
    [(_, ordered)] = questions_after(journey("register", "order"), vocabulary())
    [(_, cancelled)] = questions_after(journey("register", "order", "cancel"), vocabulary())

    assert {"the shop", "{whose} inbox", "the ERP", "the CRM"} == set(ordered.systems)
    assert ("the shop", "the ERP") == cancelled.systems


def test_the_order_before_the_newest_is_asked_about_as_it_stands():
    """It is her other order."""
    asked = questions_after(journey("register", "order", "cancel", "order"), vocabulary())

    assert [("order", 4), ("other order", 2)] == [
        (claim.subject, len(claim.systems)) for _, claim in asked
    ]


def test_what_was_promised_about_an_order_is_not_asked_once_the_order_is_another(ours: Vocabulary):
    """An agent promises it as it stands; if it is changed then, nobody said what she gets."""

    def asked(*keys: str) -> set[str]:
        return {claim.kind for _, claim in questions_after(journey("is a customer", *keys), ours)}

    assert "nightly confirmation" in asked("order", "have an agent promise it")
    assert "nightly confirmation" not in asked("order", "have an agent promise it", "change it")
    assert "parcel" in asked("order", "hand over", "deliver")


def test_names_are_listed_as_phrases_list_them():
    """And taken apart again."""
    assert ("the shop", "her inbox", "the ERP") == names_in("the shop, her inbox and the ERP")
    assert is_within("ad", "abcd")


def test_journeys_of_this_repository_are_in_form(ours: Vocabulary, tmp_path: Path):
    """Ten of them are Gherkin without a mistake, and each asks about everybody in it."""
    coverage = Coverage(ours)
    composer = Composer(ours, Possibilities(ours), coverage, drafts=10)
    writer = Writer(ours)
    for number in range(1, 11):
        composed = composer.compose(number, seed_=7)
        assert composed is not None
        coverage.add(composed)
        file = tmp_path / f"{number}.feature"
        text = written_feature("Explored", "It.", "Rule", [writer.scenario(composed, "Journey")])
        file.write_text(text, encoding="utf-8")

        assert [] == mistakes_of_form(file, "x")
        assert {person for person, _ in questions_after(composed, ours)} == {*composed.people}


def test_steps_about_a_system_or_about_no_person_are_left_out(ours: Vocabulary):
    """They change what others see, too."""
    assert any("is down" in each for each in ours.left_out)
    assert any("counts" in each for each in ours.left_out)


def test_a_mishap_is_followed_by_what_it_befalls(ours: Vocabulary):
    """Each kind of mishap is an action of its own, and only prepares the next one."""
    mishaps = [each for each in ours.actions.values() if each.leads_to]

    assert len(mishaps) > 4
    assert all(each.leads_to == ("order",) for each in mishaps)


def test_what_the_features_always_do_before_an_action_is_done_before_it(ours: Vocabulary):
    """Nobody takes an offer that was not mailed, and a parcel is handed over before it comes."""
    possible = Possibilities(ours)

    assert not possible.can_follow(("is a customer", "order"), "collect")
    assert possible.can_follow(("is a customer", "order", "hand over"), "collect")
    assert not possible.can_follow(("is a customer",), "take the offer")
    assert possible.can_follow(("is a customer", "mail an offer"), "take the offer")


def test_words_name_actions_in_any_case(ours: Vocabulary):
    assert ours.holding("CANCEL") == ours.holding("cancel") != set()
    assert set() == ours.holding("frobnicate")
