"""The website, as page objects in a browser see it."""
