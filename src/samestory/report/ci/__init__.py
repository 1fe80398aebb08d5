"""What CI systems, chats and coding agents read: drawn from the record of a run alone."""

from enum import StrEnum


class CISystem(StrEnum):
    """A CI system that shows more than JUnit's file."""

    GITHUB = "github"
    GITLAB = "gitlab"
    NONE = "none"
