"""What a mail must hold so that she can act on it."""

import pytest
from steps.mailing import linked

from samestory import CannotKnow


def test_the_link_is_where_she_goes():
    """As the mail holds it."""
    assert "http://shop.example/offer" == linked("offer", "http://shop.example/offer")


def test_a_mail_without_a_link_is_the_companys_doing():
    """Nowhere to go is no mistake of the scenario, and no link called "None" either."""
    with pytest.raises(CannotKnow, match=r"mail \(offer\) holds no link"):
        linked("offer", None)
