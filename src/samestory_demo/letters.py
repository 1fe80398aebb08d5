"""What the company writes: text for people, a table for their eyes, schema.org for programs.

The markup follows https://schema.org/Order; the price of an offer is that of one piece.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import Any

from markupsafe import Markup

from samestory_demo.messages import Order, Person, Reason, State
from samestory_demo.pages import TEMPLATES
from samestory_demo.wording import english_money

SENDER = "Speedwell Cycles <shop@speedwell.example>"
SUBJECTS = {
    "confirmed": "Your order {number} is confirmed",
    "changed": "Your order {number} has been changed",
    "cancelled": "Your order {number} has been cancelled",
    "declined": "Your order {number} was not accepted",
    "once more": "Your order {number}, once more",
    "overnight": "Your order {number}, sent again as promised",
    "early": "Your order {number} comes earlier than promised",
    "sent": "Your order {number} is on its way",
    "follow-up": "How do you like your order {number}?",
}
OPENINGS = {
    "confirmed": "thank you for your order. This is what we will send you.",
    "changed": "we have changed your order. This is what we will send you now.",
    "cancelled": "we have cancelled your order. Nothing will be sent, and your money is yours.",
    "declined": "we could not accept your order, and have taken no money.",
    "once more": "you asked for the confirmation of your order once more. Here it is.",
    "overnight": "our agent promised you the confirmation of your order again. Here it is.",
    "early": "we have loaded your order early. It comes on the day that you find below.",
    "sent": "we have handed your order over to the courier.",
    "follow-up": "your order has been delivered. How do you like it? Just answer this mail.",
}
REASONS = {
    Reason.CUSTOMER: "you have cancelled it",
    Reason.RETURNED: "you have sent it back",
    Reason.OUT_OF_STOCK: "we have cancelled it: it is out of stock",
    Reason.INSUFFICIENT_FUNDS: "your card was declined: insufficient funds",
    Reason.LOST_CARD: "your card was declined: it is reported lost",
    Reason.ISSUER: "your card was declined: by its issuer",
}
ORDER_STATUS = {
    State.PLACED: "https://schema.org/OrderProcessing",
    State.PICKED: "https://schema.org/OrderProcessing",
    State.SHIPPED: "https://schema.org/OrderInTransit",
    State.DELIVERED: "https://schema.org/OrderDelivered",
    State.CANCELLED: "https://schema.org/OrderCancelled",
}


def letter_about_order(kind: str, order: Order, link: str) -> EmailMessage:
    """The letter of this kind (a key of SUBJECTS) about an order; `link` leads to its page."""
    return letter_to(
        order.person,
        SUBJECTS[kind].format(number=order.number),
        "order",
        order=order,
        opening=OPENINGS[kind],
        link=link,
        reason=REASONS[order.reason] if order.reason else "",
        markup=_embedded(order_markup(order)),
    )


def letter_about_offer(person: Person, details: Mapping[str, str]) -> EmailMessage:
    """The letter with one product at a special price; `details` as marketing published them."""
    price = english_money(Decimal(details["price"]))
    letter = letter_to(
        person,
        f"Only for you: {details['title']} for {price}",
        "offer",
        title=details["title"],
        price=price,
        usual_price=english_money(Decimal(details["usual_price"])),
        until=date.fromisoformat(details["until"]),
        link=details["link"],
        unsubscribe=details["unsubscribe"],
        markup=_embedded(_offer_markup(details)),
    )
    letter["List-Unsubscribe"] = f"<{details['unsubscribe']}>"
    return letter


def letter_about_case(person: Person, case: str, order: str, text: str, link: str) -> EmailMessage:
    """The answer to a customer's mail; without a text it is blank."""
    return letter_to(
        person,
        f"Your mail to Speedwell Cycles (case {case})",
        "case" if text else "blank",
        case=case,
        order=order,
        text=text,
        link=link,
    )


def letter_with_sign_in_link(person: Person, link: str) -> EmailMessage:
    """The letter that lets her in without a password."""
    return letter_to(person, "Your sign-in link for Speedwell Cycles", "sign_in", link=link)


def letter_about_failure(person: Person) -> EmailMessage:
    """The letter that says that a checkout has failed, and that there is no order."""
    return letter_to(person, "Your checkout failed, and nothing was bought", "failed")


def order_markup(order: Order) -> dict[str, Any]:
    """The order as schema.org/Order."""
    who = order.person
    parcel = {"trackingNumber": order.tracking} if order.tracking else {}
    return {
        "@context": "https://schema.org",
        "@type": "Order",
        "orderNumber": order.number,
        "orderStatus": ORDER_STATUS[order.state],
        "orderDate": order.placed_at.isoformat(timespec="seconds"),
        "merchant": {"@type": "Organization", "name": "Speedwell Cycles"},
        "customer": {"@type": "Person", "name": who.name, "email": who.email},
        "price": str(order.total),
        "priceCurrency": "EUR",
        "acceptedOffer": [
            {
                "@type": "Offer",
                "itemOffered": {"@type": "Product", "name": item.title, "sku": item.sku},
                "price": str(item.unit_price),
                "priceCurrency": "EUR",
                "eligibleQuantity": {"@type": "QuantitativeValue", "value": item.quantity},
            }
            for item in order.items
        ],
        "orderDelivery": {
            "@type": "ParcelDelivery",
            **parcel,
            "expectedArrivalUntil": order.delivery_day.isoformat(),
            "deliveryAddress": {
                "@type": "PostalAddress",
                "name": who.name,
                "streetAddress": who.street,
                "postalCode": who.postcode,
                "addressLocality": who.city,
                "addressCountry": who.country,
            },
        },
    }


def _offer_markup(details: Mapping[str, str]) -> dict[str, Any]:
    """The offer as schema.org/Offer."""
    return {
        "@context": "https://schema.org",
        "@type": "Offer",
        "itemOffered": {"@type": "Product", "name": details["title"], "sku": details["sku"]},
        "price": details["price"],
        "priceCurrency": "EUR",
        "priceValidUntil": details["until"],
        "url": details["link"],
    }


def letter_to(person: Person, subject: str, template: str, **content: object) -> EmailMessage:
    """A letter for people and for programs, from the templates of this name."""
    letter = EmailMessage()
    letter["From"] = SENDER
    letter["To"] = person.email
    letter["Subject"] = subject
    letter["Date"] = format_datetime(datetime.now(UTC))
    letter["Message-ID"] = make_msgid(domain="speedwell.example")
    content |= {"person": person, "subject": subject}
    letter.set_content(TEMPLATES.get_template(f"letters/{template}.txt").render(content))
    html = TEMPLATES.get_template(f"letters/{template}.html").render(content)
    letter.add_alternative(html, subtype="html")
    return letter


def _embedded(markup: dict[str, Any]) -> Markup:
    """JSON that cannot end the script element it stands in."""
    return Markup(json.dumps(markup, indent=1).replace("<", "\\u003c"))  # noqa: S704 - escaped here
