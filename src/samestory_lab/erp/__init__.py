"""The ERP's own files; they run in the ERP's environment and are never imported here."""
