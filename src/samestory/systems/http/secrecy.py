"""Secrets that are written into questions, and those that are handed out in return."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from samestory.redaction import TELLING, Masker
from samestory.systems.entries import IN_THE_QUESTION, Auth, Hop, Question
from samestory.systems.templates import BLANKS, CREDENTIALS, all_blanks


@dataclass(slots=True)
class Secrecy:
    """Teaches the masker what one look tells and is told in confidence.

    A question that shows credentials and names no subject is a login: whatever is taken out of its
    answer (a session, a token) is as good as they are.
    """

    auth: Auth
    masker: Masker
    _secrets: dict[str, object] = field(default_factory=dict)
    """What is secret, by the name of the blank that it fills."""

    def credentials(self) -> dict[str, object]:
        """What fills the blanks of a system that wants to see its credentials in the question."""
        if self.auth.kind != IN_THE_QUESTION:
            return {}
        user, password = CREDENTIALS
        self._secrets[password] = self.auth.secret
        if self.masker.mask(self.auth.user) != self.auth.user:  # it came from the environment
            self._secrets[user] = self.auth.user
        return {user: self.auth.user, password: self.auth.secret}

    def asks(self, question: Question) -> None:
        """Learn every secret in a question as its filters write it."""
        for blank in all_blanks(_written(question)):
            for text in _texts(self._secrets.get(blank.name)):
                self.masker.learn(blank.filtered(text))

    def took(self, hop: Hop, found: Mapping[str, object]) -> None:
        """Learn what a login gave; what is short (a number of a user) would be found anywhere."""
        names = {each.name for each in all_blanks(_written(hop.question))}
        if not names & set(CREDENTIALS) or names & set(BLANKS):
            return
        for name, value in found.items():
            told = [each for each in _texts(value) if len(each) >= TELLING]
            if told:
                self._secrets[name] = told
                self.masker.learn(*told)


def _written(question: Question) -> str:
    return json.dumps(dict(question.find), default=str, ensure_ascii=False)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif value is not None:
        yield str(value)
