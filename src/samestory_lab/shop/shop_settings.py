"""Settings of the shop: django-oscar as it comes, in euros, with guest checkout and a mail server.

Runs in the shop's own environment. `SHOP_HOME` is the folder of its database, its search index and
its images; `SHOP_PORT` and `SHOP_SMTP_PORT` are where it listens and where it sends its mails.
`SHOP_SYNC_PASSWORD` is the integration's, `SHOP_OFFER_KEY` what marketing signs offers with, and
`SHOP_LIST_SIGN_UP` where marketing's list takes subscribers.
"""

# mypy: disable-error-code="import-not-found"
# Django and Oscar live in the shop's own environment, where mypy does not run.

import os
from pathlib import Path

import oscar
from oscar.defaults import *  # noqa: F403  (Oscar's documented way to take its defaults)

HERE = Path(__file__).parent
HOME = Path(os.environ["SHOP_HOME"])

DEBUG = False
SECRET_KEY = os.environ.get("SHOP_SECRET_KEY", "made-up-secret-of-a-made-up-shop")
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "shop_urls"
SITE_ID = 1
USE_TZ = True
TIME_ZONE = "Europe/Berlin"
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]
STATIC_URL = "/static/"
MEDIA_URL = "/media/"
MEDIA_ROOT = str(HOME / "media")
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"

OURS = {"oscar.apps.partner.apps.PartnerConfig": "speedwell.partner.apps.PartnerConfig"}
MIGRATION_MODULES = {"partner": "oscar.apps.partner.migrations"}
INSTALLED_APPS = [
    *(OURS.get(each, each) for each in oscar.INSTALLED_APPS),
    "sorl.thumbnail",
    "rest_framework",
    "oscarapi",
    "speedwell.apps.SpeedwellConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.contrib.flatpages.middleware.FlatpageFallbackMiddleware",
    "oscar.apps.basket.middleware.BasketMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [str(HERE / "templates")],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.debug",
                "django.template.context_processors.i18n",
                "django.template.context_processors.media",
                "django.template.context_processors.static",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "oscar.apps.search.context_processors.search_form",
                "oscar.apps.checkout.context_processors.checkout",
                "oscar.apps.communication.notifications.context_processors.notifications",
                "oscar.core.context_processors.metadata",
            ],
        },
    },
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(HOME / "shop.sqlite"),
        "ATOMIC_REQUESTS": True,
        "OPTIONS": {  # without them two customers at a time meet "database is locked"
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
        },
    },
}

HAYSTACK_CONNECTIONS = {  # the simple engine shows no products in the catalogue
    "default": {
        "ENGINE": "haystack.backends.whoosh_backend.WhooshEngine",
        "PATH": str(HOME / "index"),
    },
}

AUTHENTICATION_BACKENDS = [
    "oscar.apps.customer.auth_backends.EmailBackend",
    "django.contrib.auth.backends.ModelBackend",
]

EMAIL_HOST = "127.0.0.1"
EMAIL_PORT = int(os.environ.get("SHOP_SMTP_PORT", "25"))

OSCAR_SHOP_NAME = "Speedwell Cycles"
OSCAR_FROM_EMAIL = "shop@speedwell.example"
OSCAR_DEFAULT_CURRENCY = "EUR"
OSCAR_ALLOW_ANON_CHECKOUT = True
OSCAR_ALLOW_GUEST_CHECKOUT_WITH_ACCOUNT = True  # her order joins her account
OSCAR_INITIAL_ORDER_STATUS = OSCAR_INITIAL_LINE_STATUS = "Pending"
OSCAR_ORDER_STATUS_PIPELINE = {
    "Pending": ("Being processed", "Cancelled"),
    "Being processed": ("Complete", "Cancelled"),
    "Complete": (),
    "Cancelled": (),
}

SPEEDWELL_SYNC_PASSWORD = os.environ["SHOP_SYNC_PASSWORD"]
SPEEDWELL_OFFER_KEY = os.environ["SHOP_OFFER_KEY"]
SPEEDWELL_LIST_SIGN_UP = os.environ.get("SHOP_LIST_SIGN_UP")

OSCARAPI_BLOCK_ADMIN_API_ACCESS = False
OSCARAPI_INITIAL_ORDER_STATUS = OSCAR_INITIAL_ORDER_STATUS  # its own would be one of no pipeline
OSCARAPI_ORDERLINE_FIELDS = ("upc", "title", "quantity", "price_currency", "unit_price_incl_tax")
REST_FRAMEWORK = {  # /api/admin/orders/?ordering=date_placed&offset=N: what a program has not seen
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_FILTER_BACKENDS": ["rest_framework.filters.OrderingFilter"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.LimitOffsetPagination",
    "PAGE_SIZE": 50,
}
