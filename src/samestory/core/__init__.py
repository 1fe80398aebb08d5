"""The pure core: what was said, what agrees, and what a verdict means; no I/O."""
