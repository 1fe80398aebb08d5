"""How things are sent back."""

from pytest_bdd import parsers, when

from samestory import GAP_TYPES, Mention, People


@when(parsers.parse('{who:who} return{:s} it because it is "{reason:words}"', GAP_TYPES))
def return_it(who: Mention, reason: str, people: People) -> None:
    customer, wished = people[who], {"reason": reason}
    order = customer.order.subject.key
    customer.act(customer.shop.take_back, order, reason, makes="return", wished=wished)
    customer.expect("order", "return", status="returned")
