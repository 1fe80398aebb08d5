"""What an HTTP header can carry: one line of ASCII (RFC 9110, section 5.5)."""

from collections.abc import Mapping

from samestory.config.config_errors import Notes


def check_headers(table: Notes, headers: Mapping[str, str]) -> None:
    """Note each value that no header can carry."""
    for name, value in headers.items():
        check_header(table, f"the header '{name}'", value)


def check_header(table: Notes, what: str, value: str) -> None:
    """Note a value that no header can carry; it may be a secret, and is not shown.

    `what` names it: "the token in CRM_TOKEN".
    """
    wrong = next((at for at, each in enumerate(value, 1) if not _carried(each)), None)
    if wrong:
        table.mistake(
            f"{what} has a character at place {wrong} of {len(value)} that no header can carry.",
            "A header holds letters, digits and signs of ASCII. Copy the value anew.",
        )
    elif value != value.strip():
        table.mistake(f"{what} begins or ends with a space.", "Copy the value without it.")


def _carried(character: str) -> bool:
    return character.isascii() and character.isprintable()
