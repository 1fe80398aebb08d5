"""Every scenario has a person of its own, and the seed brings her back."""

from samestory.journeys import invent_identity


def invented(seed=7, scenario="features/a.feature::test_b"):
    return invent_identity(seed, scenario, mail_domain="customers.example")


def test_the_seed_brings_her_back():
    """The same seed and scenario give the same person, down to her telephone number."""
    assert invented() == invented()


def test_no_two_scenarios_share_an_address():
    """Another scenario of the same run has another mail address."""
    assert invented().email != invented(scenario="features/a.feature::test_c").email


def test_no_two_runs_share_an_address():
    """Another run against the same company meets no customer of the first."""
    assert invented().email != invented(seed=8).email


def test_what_others_invent_in_between_changes_nothing():
    """She depends on her seed and scenario alone, not on who was invented before her."""
    first = invented()
    invented(seed=99)

    assert first == invented()


def test_her_address_is_in_the_allowed_domain():
    """The landscape's guard says where her mail may go."""
    assert invented().email.endswith("@customers.example")


def test_her_mail_address_is_plain_whatever_her_name():
    """Umlauts belong into names, not into the local part of a mail address."""
    people = [invented(seed=seed) for seed in range(40)]

    assert any(not each.last_name.isascii() for each in people)
    assert all(each.email.isascii() for each in people)


def test_she_signs_with_both_names_and_lives_somewhere():
    """Name and address are put together the way that people write them."""
    ada = invented()

    assert f"Ada {ada.last_name}" == ada.name
    assert f"{ada.street}, {ada.postcode} {ada.city}".split(", ")[0] in ada.address
    assert ada.address.endswith("Germany")
