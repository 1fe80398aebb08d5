"""A customer's own orders: change one, cancel it, have its confirmation sent once more."""

# mypy: disable-error-code="import-not-found, misc, untyped-decorator"
# Django and Oscar live in the shop's own environment, where mypy does not run.

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST
from oscar.core.loading import get_model
from speedwell import changing, letters
from speedwell.forms import wished_quantities


@login_required
def amend(request: Any, number: str) -> Any:
    """The form that changes an order, and its result."""
    order = _hers(request, number)
    if request.method == "POST":
        try:
            changing.amend(order, wished_quantities(request.POST), request.strategy)
        except changing.CannotChangeError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "Your order has been changed.")
            return redirect("customer:order", order_number=number)
    shown = {
        "order": order,
        "rows": changing.rows(order, request.strategy),
        "can_change": changing.can_change(order),
        "page_title": f"Change order #{number}",
        "active_tab": "orders",
    }
    return render(request, "speedwell/amend.html", shown)


@login_required
@require_POST
def cancel(request: Any, number: str) -> Any:
    """Call an order off."""
    try:
        changing.cancel(_hers(request, number))
    except changing.CannotChangeError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Your order has been cancelled.")
    return redirect("customer:order", order_number=number)


@login_required
@require_POST
def resend(request: Any, number: str) -> Any:
    """Mail the confirmation again."""
    letters.once_more(_hers(request, number))
    messages.success(request, "We have mailed the confirmation of your order once more.")
    return redirect("customer:order", order_number=number)


def _hers(request: Any, number: str) -> Any:
    """Return the customer's own order; raise 404 for any other."""
    return get_object_or_404(get_model("order", "Order"), user=request.user, number=number)
