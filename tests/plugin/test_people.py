"""Each person of a scenario has an identity, witnesses and promises of her own."""

from contextlib import ExitStack, contextmanager, nullcontext
from types import SimpleNamespace

import pytest

from samestory.core.model import Subject
from samestory.errors import WrongCall
from samestory.journeys import Mention
from samestory.plugin.people import People, ScenarioResources
from samestory.plugin.timeline import ScenarioTimeline
from samestory.polling.recording import Recorder, Recording
from samestory.report.scenario_waits import ScenarioWaits

ADA, BEN = Mention("Ada", introduces=True), Mention("Ben", introduces=True)


class FakeWitnesses:
    """Opens witnesses that know on whose behalf they are asked; closed ones are noted."""

    def __init__(self):
        self.closed = []

    @contextmanager
    def in_browser(self, context, *, who, on_verdict, on_look, waits):
        assert context is None, "no system is asked in a browser"
        assert callable(on_verdict)
        assert callable(on_look)
        assert isinstance(waits, ScenarioWaits)
        yield SimpleNamespace(who=who, read_told=None)
        self.closed.append(who.first_name if who else "anybody")


@pytest.fixture
def world():
    """What a scenario shares, on a landscape without a website."""
    landscape = SimpleNamespace(
        customers=SimpleNamespace(country="DE", locale=None),
        guard=SimpleNamespace(mail_domains=["customers.example"]),
        systems={},
    )
    run = SimpleNamespace(
        setup=SimpleNamespace(seed=7), scenarios=SimpleNamespace(opening=nullcontext), waits=None
    )
    node = SimpleNamespace(nodeid="features/a.feature::test_b", stash=pytest.Stash())
    request = SimpleNamespace(node=node)
    with ExitStack() as closing:
        timeline = ScenarioTimeline(Recorder(None, None, Recording(), {}))
        yield ScenarioResources(request, run, landscape, FakeWitnesses(), None, closing, timeline)


def person(people, mention):
    people.follow([mention])
    return people._person(people._cast.meant(mention))  # no browser, no customer


def test_two_people_share_nothing(world):
    """Not their address, and not the witnesses that are asked for them."""
    people = People(world)
    ada, ben = person(people, ADA), person(people, BEN)

    assert ("Ada", "Ben") == (ada.identity.first_name, ben.identity.first_name)
    assert ada.identity.address != ben.identity.address
    assert ada.witnesses is not ben.witnesses
    assert ada is person(people, Mention("she"))
    assert ben is person(people, Mention("he"))


def test_the_seed_brings_both_back(world):
    first, again = People(world), People(world)

    assert person(first, BEN).identity == person(again, BEN).identity


def test_systems_are_asked_on_behalf_of_the_customer_whose_it_is(world):
    """In whatever order people were introduced."""
    people = People(world)
    ada, ben = person(people, ADA), person(people, BEN)

    for each in (ada, ben):
        subject = Subject("order", "A-1", each.identity.email)
        assert each.witnesses is people.witnesses_for(subject)


def test_what_is_on_file_is_asked_on_behalf_of_anybody(world):
    """A scenario may mention nobody at all."""
    people = People(world)

    assert "Ada" == people.witnesses_for(Subject("order", "A-1")).who.first_name
    assert people.only.witnesses is people.witnesses_for(Subject("order", "A-2", "x@y.example"))


def test_without_mail_addresses_nobody_is_invented(world):
    """A landscape that only compares needs none."""
    world.landscape.guard.mail_domains = []

    assert People(world).witnesses_for(Subject("order", "A-1", "x@y.example")).who is None


def test_witnesses_are_closed_when_the_scenario_ends(world):
    people = People(world)
    for mention in (ADA, BEN):
        assert person(people, mention).witnesses
    world.closing.close()

    assert ["Ben", "Ada"] == world.all_witnesses.closed


def test_a_step_that_mentions_nobody_means_the_only_one(world):
    """With two, it has to say whom it means."""
    people = People(world)
    assert "Ada" == people.only.name
    people.follow([Mention("he")])
    assert "Ada" == people.only.name

    people.follow([BEN])
    with pytest.raises(WrongCall, match="the scenario has Ada and Ben"):
        _ = people.only
