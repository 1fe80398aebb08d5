"""The shop's own files; they run in the shop's environment and are never imported here."""
