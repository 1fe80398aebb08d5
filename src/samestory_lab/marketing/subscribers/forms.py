"""django-newsletter's public form, which knows an address again however it is spelt."""

# mypy: disable-error-code="import-not-found, misc, no-any-unimported"
# django-newsletter lives in the list's own environment, where mypy does not run.

from newsletter.forms import SubscribeRequestForm
from subscribers.roll import subscription_of


class SubscribeForm(SubscribeRequestForm):
    """Signing up a second time finds the first; what was left blank is not forgotten by that."""

    def clean_email_field(self) -> str:
        """The address as it was first written, so that there is one record of it."""
        known = subscription_of(self.cleaned_data["email_field"])
        if known is not None:
            self.cleaned_data["email_field"] = known.email
            self.cleaned_data["name_field"] = self.cleaned_data.get("name_field") or known.name
        return str(super().clean_email_field())
