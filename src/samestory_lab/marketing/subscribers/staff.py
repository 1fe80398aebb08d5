"""What the staff of marketing can do: find a member, add one, and mail her an offer."""

# mypy: disable-error-code="import-not-found, no-any-unimported, untyped-decorator"
# Django and django-newsletter live in the list's own environment, where mypy does not run.

from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, JsonResponse
from newsletter.models import Article, Message, Submission
from subscribers.gate import WrongCallError, for_staff, refused, text, told
from subscribers.roll import newsletter, standing, subscription_of, subscriptions_of, take_in


@for_staff
def members(request: HttpRequest) -> JsonResponse:
    """`GET ?email=` tells who that is; `POST {"email", "name"}` takes her in, `DELETE` out."""
    if request.method == "POST":
        asked = told(request)
        return JsonResponse(_told(take_in(_address(asked), str(asked.get("name", "")))), status=201)
    found = subscriptions_of(request.GET.get("email", ""))
    if request.method == "DELETE":
        for each in found:
            each.update("unsubscribe")
    elif request.method != "GET":
        return refused("ask by GET, take in by POST, take out by DELETE", 405)
    return JsonResponse({"members": [_told(each) for each in found]})


@for_staff
def offers(request: HttpRequest) -> JsonResponse:
    """`POST {"email", "product", "price", "link"}`: mail a member one product at that price.

    `GET ?email=` tells what she was mailed, the newest first.
    """
    if request.method == "GET":
        return JsonResponse({"offers": _mailed(request.GET.get("email", ""))})
    if request.method != "POST":
        return refused("an offer is mailed by POST, and found by GET", 405)
    asked = told(request)
    product, price, link = (text(asked, name) for name in ("product", "price", "link"))
    her = subscription_of(_address(asked))
    if her is None or not her.subscribed:
        return refused("she is not on the list, and nobody else is written to", 409)
    mail_offer(her, product, price, link)
    return JsonResponse({"mailed": her.email, "link": link}, status=202)


def mail_offer(her: Any, product: str, price: str, link: str) -> None:
    """Mail one member only; raise an error if the mail server refuses the mail.

    django-newsletter's own `submit` would swallow that.
    """
    message = Message.objects.create(
        newsletter=newsletter(), title=f"Only for you: {product}", slug=f"offer-{uuid4().hex}"
    )
    words = f"{product} for {price} EUR"
    Article.objects.create(post=message, title=product, text=words, url=link)
    submission = Submission.objects.create(
        newsletter=message.newsletter, message=message, prepared=True, publish=False
    )
    submission.subscriptions.add(her)
    submission.get_message(her).send()
    submission.sent = True
    submission.save()


def _mailed(email: str) -> list[dict[str, str]]:
    mailed = Submission.objects.filter(subscriptions__in=subscriptions_of(email), sent=True)
    articles = Article.objects.filter(post__submission__in=mailed).order_by("-pk")
    return [
        {"email": email, "price": each.text.removeprefix(f"{each.title} for "), "link": each.url}
        for each in articles
    ]


def _address(asked: dict[str, Any]) -> str:
    email: str = text(asked, "email")
    try:
        validate_email(email)
    except ValidationError:
        raise WrongCallError(f"'email' is no mail address: {email!r}") from None
    return email


def _told(her: Any) -> dict[str, Any]:
    since = her.subscribe_date
    return {
        "email": her.email,
        "name": her.name or "",
        "status": standing(her),
        "since": since.isoformat() if since else None,
    }
