"""Our files for the payment processor; its programs run in an environment of their own."""
