"""The CRM's own files; they run in the CRM's environment and are never imported here."""
