"""Where the shop's own pages are; Oscar's stand behind them."""

# mypy: disable-error-code="import-not-found"
# Django lives in the shop's own environment, where mypy does not run.

from django.urls import path

from .views import desk, integration, orders, visiting

urlpatterns = [
    path("accounts/orders/<str:number>/amend/", orders.amend, name="order-amend"),
    path("accounts/orders/<str:number>/cancel/", orders.cancel, name="order-cancel"),
    path("accounts/orders/<str:number>/resend/", orders.resend, name="order-resend"),
    path("dashboard/orders/<str:number>/amend/", desk.amend, name="desk-amend"),
    path("sign-in/", visiting.sign_in, name="sign-in"),
    path("sign-in/<str:token>/", visiting.sign_in_link, name="sign-in-link"),
    path("find-order/", visiting.find_order, name="find-order"),
    path("mailed-offer/", visiting.mailed_offer, name="mailed-offer"),
    path("newsletter/", visiting.newsletter, name="newsletter"),
    path("outbox/", integration.outbox),
    path("integration/customers", integration.customers),
]
