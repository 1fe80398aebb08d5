"""What a scenario goes on with: the words that a system told, such as the links of a mail; pure."""


def words_to_follow(value: object) -> frozenset[str]:
    """Return the words that a text or a set holds; none if it is empty, or another value.

    >>> words_to_follow("http://shop/orders/1")
    frozenset({'http://shop/orders/1'})
    """
    if isinstance(value, str):
        return frozenset({value} if value else ())
    return frozenset(map(str, value)) if isinstance(value, frozenset) else frozenset()
