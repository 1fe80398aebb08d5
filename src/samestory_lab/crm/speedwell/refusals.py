"""Why the CRM refuses a request."""


class Unknown(Exception):
    """The CRM has no such article, currency or country."""


class Outdated(Exception):
    """The CRM holds a later revision of this order."""
