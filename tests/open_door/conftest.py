"""The project is a project of its own: what stands in it is run by the command."""

collect_ignore = ["project"]
