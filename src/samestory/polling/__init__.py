"""Ask again until the systems agree for good, or their time is up."""
