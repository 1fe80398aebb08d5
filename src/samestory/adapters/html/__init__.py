"""Systems without an API, read as a person reads their pages."""
