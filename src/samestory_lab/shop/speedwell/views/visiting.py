"""Coming in by mail or by number: the sign-in link, an order, an offer, and marketing's list.

Opening a link changes nothing, for programs open links too: a button does what it is for.
"""

# mypy: disable-error-code="import-not-found, misc"
# Django and Oscar live in the shop's own environment, where mypy does not run.

from typing import Any

from django.conf import settings
from django.contrib import auth, messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from oscar.core.loading import get_model
from speedwell import belonging, letters, mailed_prices, signing_in

BACKEND = "oscar.apps.customer.auth_backends.EmailBackend"


def sign_in(request: Any) -> Any:
    """Who are you? Where the address is known, a link is mailed to it on request."""
    email = request.POST.get("email", "").strip()
    customer = belonging.known(email) if email else None
    mailed = customer is not None and "mail" in request.POST
    if customer is not None and mailed:
        token = signing_in.token_for(customer)
        letters.sign_in_link(customer, reverse("sign-in-link", kwargs={"token": token}))
    shown = {"email": email, "known": customer is not None, "mailed": mailed}
    return render(request, "speedwell/sign_in.html", shown)


def sign_in_link(request: Any, token: str) -> Any:
    """The mailed link: one button, and she is in."""
    customer = signing_in.customer_of(token)
    if customer is None:
        messages.error(request, "This link is no longer good. Ask for another one.")
        return redirect("sign-in")
    if request.method != "POST":
        return render(request, "speedwell/sign_in_link.html", {"customer": customer})
    belonging.give_earlier_orders(customer)
    auth.login(request, customer, backend=BACKEND)
    messages.success(request, "You are signed in.")
    return redirect("customer:profile-view")


def find_order(request: Any) -> Any:
    """Show an order to a visitor who knows its number and mail address, as to a guest."""
    number, email = (request.POST.get(name, "").strip() for name in ("number", "email"))
    order = get_model("order", "Order").objects.filter(number=number).first()
    if order is not None and email and order.email.casefold() == email.casefold():
        return render(request, "oscar/customer/anon_order.html", {"order": order})
    shown = {"number": number, "email": email, "asked": request.method == "POST"}
    return render(request, "speedwell/find_order.html", shown)


def mailed_offer(request: Any) -> Any:
    """The mailed offer: one button, and it is in her basket at the mailed price."""
    told = {name: request.GET.get(name, "") for name in ("product", "price", "signed")}
    offer = mailed_prices.offered(**told)
    if offer is None:
        raise Http404("Nobody mailed this offer.")
    article, price = offer
    if request.method == "POST":
        mailed_prices.put_in_basket(request.basket, article, price)
        return redirect("basket:summary")
    shown = {"article": article, "price": price, "currency": settings.OSCAR_DEFAULT_CURRENCY}
    return render(request, "speedwell/mailed_offer.html", shown)


def newsletter(_request: Any) -> Any:
    """Marketing keeps its own list elsewhere."""
    if not settings.SPEEDWELL_LIST_SIGN_UP:
        raise Http404("This shop keeps no list.")
    return redirect(settings.SPEEDWELL_LIST_SIGN_UP)
