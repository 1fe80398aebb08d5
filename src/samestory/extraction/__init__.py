"""From an answer to the values that are compared."""
