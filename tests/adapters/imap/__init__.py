"""What is shown about mailboxes."""
