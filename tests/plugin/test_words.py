"""The words of a step that a landscape must know are looked up before anybody is asked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pytest_bdd import parsers
from pytest_bdd.steps import step_function_context_registry

from samestory import GAP_TYPES, Landscape, load
from samestory.config.secrets import unset
from samestory.plugin.gherkin.playable import feature_of
from samestory.plugin.landscape_words import mistakes_in
from samestory.plugin.step_check import KnownStep, check_steps
from samestory.plugin.step_modules import step_modules

ROOT = Path(__file__).parents[2]
SHIPPED = ("demo", "opensource")
CALL = '{systems:names} call{:s} {whose:whose} {subject:subject} "{stage:stage}"'
AGREE = "{systems:names} agree on {whose:whose} {subject:subject}"
ON_ONE = "{systems:names} agree on the {field:field} of {whose:whose} {subject:subject}"
NEVER = (
    '{system:names} never calls it "{stage:stage}" '
    'while {other_system:names} calls it "{other_stage:stage}"'
)
REACHES = "exactly one {kind:kind} reaches {whose:whose} inbox"
OFFER = 'marketing has mailed {whom:whom} the offer "{product:words}" at {price:price}'


def shipped(name: str) -> Landscape:
    path = ROOT / "landscapes" / f"{name}.toml"
    return load(path, unset(path, {}))


FEW = load(Path(__file__).with_name("words.toml"), {})


def mistakes(told: str, text: str, landscape: Landscape = FEW) -> list[str]:
    """What is wrong with a step of this phrase that says this text."""
    gaps = parsers.parse(told, GAP_TYPES).parse_arguments(text)
    assert gaps is not None
    return mistakes_in([KnownStep("x, line 1", gaps, told)], landscape)


def test_a_misspelt_stage_is_a_mistake() -> None:
    """It would be told as a contradiction, after a long wait."""
    assert [
        (
            "x, line 1: no code of the website or the ERP means 'shiped'.\n"
            "  Did you mean 'shipped'? Stages that can be told: cancelled, picked, placed, shipped."
        )
    ] == mistakes(CALL, 'the website and the ERP call her order "shiped"')


def test_a_stage_that_only_one_of_them_has_a_code_for_is_a_mistake() -> None:
    """The others could never agree."""
    assert [
        (
            "x, line 1: no code of the ERP means 'in process'.\n"
            "  Stages that can be told: cancelled, placed, shipped."
        )
    ] == mistakes(CALL, 'the CRM and the ERP call her order "in process"')


@pytest.mark.parametrize("stage", ["shipped", "placed "])
def test_a_stage_is_compared_as_it_always_is(stage: str) -> None:
    assert [] == mistakes(CALL, f'the website and the ERP call her order "{stage}"')


def test_each_of_two_stages_belongs_to_a_system_of_its_own() -> None:
    text = 'the {} never calls it "in process" while the {} calls it "placed"'

    assert [] == mistakes(NEVER, text.format("CRM", "ERP"))
    assert [
        (
            "x, line 1: no code of the ERP means 'in process'.\n"
            "  Stages that can be told: cancelled, picked, placed, shipped."
        )
    ] == mistakes(NEVER, text.format("ERP", "CRM"))


def test_a_system_that_tells_its_stage_in_its_own_words_may_mean_anything() -> None:
    """No table of meanings, nothing to look up."""
    assert [] == mistakes(CALL, 'the till calls her order "odd"')


def test_a_stage_is_looked_up_in_the_kind_of_subject_that_is_named() -> None:
    """A subscription has other words than an order."""
    text = 'the website and the CRM call her subscription "{}"'

    assert [] == mistakes(CALL, text.format("subscribed"))
    assert [
        (
            "x, line 1: no code of the website or the CRM means 'placed'.\n"
            "  Stages that can be told: subscribed, unsubscribed."
        )
    ] == mistakes(CALL, text.format("placed"))


@pytest.mark.parametrize("subject", ["order", "other order", "orders"])
def test_a_subject_is_a_kind_or_the_one_before_the_newest(subject: str) -> None:
    assert [] == mistakes(AGREE, f"the website and the ERP agree on her {subject}")


@pytest.mark.parametrize("said", ["oder", "other oder"])
def test_a_misspelt_subject_is_a_mistake(said: str) -> None:
    """Nobody would be asked, after a whole journey."""
    [told] = mistakes(AGREE, f"the website and the ERP agree on her {said}")

    assert told.startswith(
        "x, line 1: there is no kind of subject 'oder' in this landscape.\n"
        "  Did you mean 'order'? Kinds of subjects: "
    )


def test_what_follows_a_subject_is_told_to_go() -> None:
    """How long a system may take stands in the landscape, and not in a feature."""
    [told] = mistakes(AGREE, "the website and the ERP agree on her order within 5 seconds")

    assert told.startswith(
        "x, line 1: there is no kind of subject 'order within 5 seconds' in this landscape.\n"
        "  End the step after 'order'. Kinds of subjects: "
    )


def test_a_system_that_is_not_asked_about_a_subject_is_a_mistake() -> None:
    """It says where to describe it."""
    assert [
        (
            "x, line 1: the marketing list is not asked about 'order' in this landscape.\n"
            "  Add a table [systems.list.order], or leave the marketing list out."
        )
    ] == mistakes(AGREE, "the ERP and the marketing list agree on her order")


def test_a_misspelt_field_is_a_mistake() -> None:
    """And so is one that none of the named systems tells."""
    both = "the CRM and the ERP agree on the {} of her order"

    assert [] == mistakes(ON_ONE, both.format("delivery day"))
    [misspelt] = mistakes(ON_ONE, both.format("totl"))
    assert misspelt.startswith(
        "x, line 1: none of these systems tells 'totl' of 'order'.\n  Did you mean 'total'? They "
    )
    [untold] = mistakes(ON_ONE, both.format("shown total"))
    assert "none of these systems tells 'shown_total'" in untold


def test_nobody_agrees_by_saying_nothing() -> None:
    """A named system that does not tell the field is a mistake: it would not be compared."""
    assert [
        (
            "x, line 1: the website does not tell 'delivery_day' of 'order'.\n"
            "  Add it to [systems.website.order], or leave the website out."
        )
    ] == mistakes(ON_ONE, "the website and the ERP agree on the delivery day of her order")


def test_what_the_company_lacks_is_no_mistake() -> None:
    """The scenario is not checked there, and says why."""
    lacking = replace(FEW, lacks={"Appointment": "nobody is sent to a customer"})

    assert [] == mistakes(AGREE, "the CRM and the ERP agree on her appointment", lacking)


def test_a_misspelt_kind_of_mail_is_a_mistake() -> None:
    [told] = mistakes(REACHES, "exactly one confirmaton reaches her inbox")

    assert told.startswith(
        "x, line 1: no system is asked about 'confirmaton' in this landscape.\n"
        "  Did you mean 'confirmation'? Systems are asked about: "
    )


def test_a_currency_that_there_is_not_is_a_mistake() -> None:
    assert [
        "x, line 1: there is no currency 'EUU'.\n  Write its ISO 4217 code, such as EUR."
    ] == mistakes(OFFER, 'marketing has mailed her the offer "Pump" at 10.00 EUU')


def test_an_amount_that_nobody_can_pay_is_a_mistake() -> None:
    """A currency has a smallest coin; systems would never agree on a part of it."""
    assert [
        (
            "x, line 1: an amount of EUR has 2 digits after the point, and '10.005' has more.\n"
            "  Round it."
        )
    ] == mistakes(OFFER, 'marketing has mailed her the offer "Pump" at 10.005 EUR')
    assert [] == mistakes(OFFER, 'marketing has mailed her the offer "Pump" at 10.500 EUR')


@pytest.mark.parametrize("systems", ["the ERP", "the ERP and the ERP"])
def test_one_system_agrees_with_nobody(systems: str) -> None:
    assert [
        (
            "x, line 1: agreement takes two systems, and this step names only the ERP.\n"
            "  Name another system beside it."
        )
    ] == mistakes(AGREE, f"{systems} agree on her order")
    assert [] == mistakes(CALL, 'the ERP calls her order "placed"')


def test_one_system_is_enough_beside_one_that_the_company_lacks() -> None:
    """The scenario is not checked there, and says why."""
    lacking = replace(FEW, lacks={"lighthouse": "there is none"})

    assert [] == mistakes(AGREE, "the ERP and the lighthouse agree on her order", lacking)


def test_a_system_that_is_misspelt_is_told_once() -> None:
    """And not again as one that has no codes."""
    [told] = mistakes(CALL, 'the CRM and the EPR call her order "placed"')

    assert "knows no system called 'EPR'" in told


@pytest.mark.parametrize("name", SHIPPED)
def test_every_feature_can_be_played_in_every_landscape(name: str) -> None:
    """All features run unchanged on both companies."""
    landscape = shipped(name)
    files = {module.__file__ for module in step_modules([ROOT / "steps"], ROOT)}
    known = [
        each
        for each in step_function_context_registry.values()
        if each.step_func.__code__.co_filename in files
    ]
    for file in (ROOT / "features").rglob("*.feature"):
        found = check_steps(
            feature_of(file),
            file.name,
            lambda step: next(
                each
                for each in known
                if each.type == step.type and each.parser.is_matching(step.name)
            ),
        )
        assert [] == [*found.mistakes, *mistakes_in(found.said, landscape)]
