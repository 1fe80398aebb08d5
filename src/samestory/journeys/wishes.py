"""What a customer asks a channel for, and whether what she was told holds all of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from samestory.errors import CannotKnow


@dataclass(frozen=True, slots=True)
class Wish:
    """A quantity of one product, named as the catalogue names it."""

    quantity: int
    product: str

    def __str__(self) -> str:
        return f'{self.quantity} "{self.product}"'


def wishes_in(arguments: Iterable[object]) -> list[Wish]:
    """Return every wish among the arguments of an action, also those that stand in a list."""
    return [wish for each in arguments for wish in _wishes(each)]


def _wishes(argument: object) -> Iterator[Wish]:
    if isinstance(argument, Wish):
        yield argument
    elif isinstance(argument, Sequence) and not isinstance(argument, str):
        yield from (each for each in argument if isinstance(each, Wish))


def check_wishes(values: Mapping[str, object], wishes: Sequence[Wish]) -> None:
    """Raise `CannotKnow` unless the lines hold as many pieces as she wished for.

    What the page objects leave out, or read from a page that ignored her, is no wish of hers.
    """
    lines = values.get("lines")
    wished = sum(each.quantity for each in wishes)
    held = sum(each.quantity for each in lines) if isinstance(lines, tuple) else 0
    if wishes and held != wished:
        raise CannotKnow(
            f"The order was for {', '.join(map(str, wishes))}, and what the pages told holds "
            f"{held} of the {wished} pieces: it is not known what was promised.\n"
            "  Let the page object give the lines as they were wished for, or raise an error."
        )
