"""Takes screenshots of pages, with secrets covered."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Error, Frame, Page

from samestory.browser.watchdog import Limited, limited

Mask = Callable[[str], str]

COVER = "#808080"
"""The colour of what is covered."""

SECRET_FIELDS = ", ".join(
    (
        *("[type=password]", '[autocomplete*="password"]', '[autocomplete="one-time-code"]'),
        *('[autocomplete^="cc-"]', '[autocomplete^="bday"]'),
        *(
            f'input[name*="{each}" i]'
            for each in ("cvc", "cvv", "cardnumber", "card_number", "iban")
        ),
    )
)
"""Fields that are covered whatever they hold."""

_MARK = "data-samestory-covered"

_MOST = 3000
"""Elements of a page that are looked at one by one; later ones are looked at as a whole."""

_TEXTS = """(most) => {
    const found = [], all = window.__samestory = [];
    const walk = (root, above) => {
        for (const each of root.children) {
            const whole = all.length >= most;
            const number = all.push(each) - 1;
            if (whole) {
                const fields = [...each.querySelectorAll('input, textarea')];
                found.push([above, [each, ...fields].map(one => one.value).concat(each.textContent)
                    .filter(one => one).join(' '), '']);
                continue;
            }
            const direct = [...each.childNodes].filter(one => one.nodeType === Node.TEXT_NODE);
            const own = [each.value, each.placeholder, ...direct.map(one => one.data)];
            found.push([above, own.filter(one => one).join(' '), each.textContent.slice(0, 2000)]);
            walk(each, number);
            if (each.shadowRoot) walk(each.shadowRoot, number);
        }
    };
    walk(document, -1);
    return found;
}"""
_COVER = f"""(numbers) => {{
    for (const each of numbers) window.__samestory[each].setAttribute('{_MARK}', '');
}}"""
_UNCOVER = f"""() => {{
    for (const each of window.__samestory ?? []) each.removeAttribute('{_MARK}');
    delete window.__samestory;
}}"""

Row = Sequence[Any]
"""An element: the number of its parent, its own text, and the text of all that is in it."""


def take_screenshot(
    page: Page, mask: Mask, seconds: float, *, limited: Limited = limited
) -> bytes | None:
    """Return a PNG of a page with its secrets covered; None if the page is too slow, or closed.

    A page that takes longer than `seconds` is closed.
    """
    try:
        with limited(page, seconds):
            found = [(frame, frame.evaluate(_TEXTS, _MOST)) for frame in page.frames]
        secret = [(frame, list(secret_elements(rows, mask))) for frame, rows in found]
        with limited(page, seconds), _covered(secret):
            covers = [frame.locator(f"{SECRET_FIELDS}, [{_MARK}]") for frame, _ in secret]
            return page.screenshot(
                full_page=True, mask=covers, mask_color=COVER, timeout=seconds * 1000
            )
    except (Error, TimeoutError):
        return None


@contextmanager
def _covered(secret: Sequence[tuple[Frame, list[int]]]) -> Iterator[None]:
    for frame, numbers in secret:
        if numbers:
            frame.evaluate(_COVER, numbers)
    yield
    for frame, _ in secret:
        frame.evaluate(_UNCOVER)


def secret_elements(rows: Sequence[Row], mask: Mask) -> Iterator[int]:
    """Return the smallest elements that hold a secret, by their numbers."""

    def is_secret(text: str) -> bool:
        return mask(text) != text

    everything = "\n".join(f"{own}\n{whole}" for above, own, whole in rows)
    if not is_secret(everything):
        return
    known: set[int] = set()
    for number in reversed(range(len(rows))):
        above, own, whole = rows[number]
        within = number in known
        here = is_secret(own) or (not within and is_secret(whole))
        if here:
            yield number
        if here or within:
            known.add(above)
