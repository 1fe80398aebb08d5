"""The shop's own pages, and what other programs of the company ask it."""
