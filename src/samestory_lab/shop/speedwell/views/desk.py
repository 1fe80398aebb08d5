"""The agent's desk: staff of the dashboard change orders for customers."""

# mypy: disable-error-code="import-not-found, misc, untyped-decorator"
# Django and Oscar live in the shop's own environment, where mypy does not run.

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import user_passes_test
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from oscar.core.loading import get_model
from speedwell import changing
from speedwell.forms import wished_quantities

staff_only = user_passes_test(lambda user: user.is_staff, reverse_lazy("dashboard:login"))


@staff_only
def amend(request: Any, number: str) -> Any:
    """The order, and the form that changes it; an agent reads both out to the customer."""
    order = get_object_or_404(get_model("order", "Order"), number=number)
    if request.method == "POST":
        try:
            changing.amend(order, wished_quantities(request.POST), request.strategy)
        except changing.CannotChangeError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"Order {number} has been changed.")
            return redirect("desk-amend", number=number)
    shown = {
        "order": order,
        "rows": changing.rows(order, request.strategy),
        "can_change": changing.can_change(order),
    }
    return render(request, "speedwell/desk_amend.html", shown)
