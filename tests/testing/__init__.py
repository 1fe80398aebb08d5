"""The contract of every system."""
