"""What must be caught: every seeded fault, by the scenario meant for it; and no healthy run."""
