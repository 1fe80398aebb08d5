"""What is shown about pages of systems without an API."""
