"""An adapter that a company brings along."""
