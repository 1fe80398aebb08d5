"""What is told of the mails about a subject."""

from __future__ import annotations

from samestory.adapters.imap.folder import FoundMail
from samestory.adapters.imap.messages import unseen


def test_where_mails_lie_that_she_does_not_see_is_told_in_words():
    """Once for each place."""
    hers = FoundMail(1, b"", None, "INBOX")
    junk = FoundMail(1, b"", None, "Spam", junk=True)
    deleted = FoundMail(2, b"", None, "INBOX", deleted=True)

    assert "" == unseen([hers])
    assert "it is in the junk folder (Spam)" == unseen([hers, junk])
    assert "2 mails about it are in the junk folder (Spam); it is flagged to be deleted" == unseen(
        [junk, junk, deleted]
    )
