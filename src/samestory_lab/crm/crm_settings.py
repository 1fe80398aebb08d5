"""Settings of the CRM: creme-crm with contacts, products and sales orders, in English and euros.

Runs in the CRM's own environment. `CRM_HOME` is the folder of its database and of its scripts and
styles; `CRM_PORT` is where it listens, `CRM_SYNC_KEY` the key that is needed to put orders into it.
"""

# mypy: disable-error-code="import-not-found, name-defined"
# Creme lives in the CRM's own environment, where mypy does not run.

import os
import sys
import warnings
from pathlib import Path

from creme.settings import *  # noqa: F403  (Creme's documented way to take its defaults)

HOME = Path(os.environ["CRM_HOME"])

SECRET_KEY = os.environ.get("CRM_SECRET_KEY", "made-up-secret-of-a-made-up-crm")
ALLOWED_HOSTS = ["127.0.0.1"]
SITE_DOMAIN = f"http://127.0.0.1:{os.environ.get('CRM_PORT', '80')}"
TIME_ZONE = "Europe/Berlin"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]  # else a browser's language would change what the pages say
SOFTWARE_LABEL = "Speedwell Cycles"

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(HOME / "crm.sqlite3"),
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
        },
    }
}

INSTALLED_CREME_APPS = [  # what Creme cannot do without, then what a shop's CRM is for
    "creme.creme_core",
    "creme.creme_config",
    "creme.custom_entities",
    "creme.documents",
    "creme.persons",
    "creme.products",
    "creme.billing",
    "speedwell",
]
INSTALLED_APPS = [*INSTALLED_DJANGO_APPS, *INSTALLED_CREME_APPS]  # noqa: F405  (Creme's own, see above)

MEDIA_ROOT = str(HOME / "uploads")
STATIC_ROOT = str(HOME / "static")
GENERATED_MEDIA_NAMES_FILE = str(HOME / "crm_media_names.py")
GENERATED_MEDIA_NAMES_MODULE = "crm_media_names"
sys.path.append(str(HOME))  # where Creme finds that module

BLOCK_SIZE = 50  # rows of a list within a page, such as a contact's orders

SPEEDWELL_COUNTRIES = HOME / "countries.json"  # written by prepare.py, out of the catalogue

warnings.simplefilter("ignore")  # Creme turns all of them on
LOGGING["loggers"]["creme.creme_core.utils.currency_format"] = {  # noqa: F405  (see above)
    "propagate": False,  # it deplores, at every amount, that the machine has no locale "en"
    "handlers": ["file"],
}

JOBMANAGER_BROKER = f"unix_socket://{HOME}"  # nobody listens there: this company runs no jobs
