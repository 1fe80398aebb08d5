"""Our files for the marketing list; its programs run in an environment of their own."""
