"""Mailboxes, asked over IMAP, and what a mail says."""
