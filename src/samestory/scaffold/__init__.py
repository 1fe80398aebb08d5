"""The scaffold of a new project: a landscape of its systems, features, steps and page objects."""
