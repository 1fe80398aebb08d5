"""Settings of the marketing list: django-newsletter as it comes, with a mail server.

Runs in the list's own environment. `LIST_HOME` is the folder of its database, `LIST_PORT` and
`LIST_SMTP_PORT` are where it listens and where it sends its mails, `LIST_KEY` is the key
of the staff's interface.
"""

# mypy: disable-error-code="import-not-found"
# Django lives in the list's own environment, where mypy does not run.

import os
from pathlib import Path

HERE = Path(__file__).parent
HOME = Path(os.environ["LIST_HOME"])

DEBUG = False
SECRET_KEY = os.environ.get("LIST_SECRET_KEY", "made-up-secret-of-a-made-up-list")
LIST_KEY = os.environ.get("LIST_KEY", "")
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "list_urls"
SITE_ID = 1
USE_TZ = True
TIME_ZONE = "Europe/Berlin"
LANGUAGE_CODE = "en-gb"
STATIC_URL = "/static/"
MEDIA_URL = "/media/"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.sites",
    "django.contrib.messages",
    "sorl.thumbnail",
    "newsletter",
    "subscribers",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [str(HERE / "templates")],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(HOME / "list.sqlite"),
        "ATOMIC_REQUESTS": True,  # what is written and what is told about it, or neither
        "OPTIONS": {  # one writer at a time: two sign-ups at once find each other
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
        },
    },
}

EMAIL_HOST = "127.0.0.1"
EMAIL_PORT = int(os.environ.get("LIST_SMTP_PORT", "25"))
EMAIL_TIMEOUT = 10

NEWSLETTER_CONFIRM_EMAIL = True  # nobody gets on the list by somebody else's hand
NEWSLETTER_THUMBNAIL = "sorl-thumbnail"
NEWSLETTER_USE_HTTPS = False
