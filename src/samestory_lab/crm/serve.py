"""Serves the CRM on 127.0.0.1, in the CRM's own environment: `python serve.py`.

`CRM_PORT` is where it listens, `CRM_PASSWORD` what the user `reader` logs in with, `CRM_SYNC_KEY`
the key of the integration. It stops when its standard input ends: it never outlives who started it.
"""

# mypy: disable-error-code="import-not-found, import-untyped"
# Django and waitress live in the CRM's own environment, where mypy does not run.

import os
import sys
import threading
from typing import Any

from django.core.wsgi import get_wsgi_application
from waitress import serve


def opened() -> Any:
    """The CRM as a WSGI application, with today's password."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "crm_settings"
    pages = get_wsgi_application()

    from django.contrib.auth import get_user_model  # noqa: PLC0415  (models need Django set up)

    reader = get_user_model().objects.get(username="reader")
    reader.set_password(os.environ["CRM_PASSWORD"])
    reader.save()
    return pages


def stop_with_parent() -> None:
    """End this process when its standard input does."""
    sys.stdin.read()
    os._exit(0)


def main() -> None:
    """Serve until stopped."""
    pages = opened()
    threading.Thread(target=stop_with_parent, daemon=True).start()
    serve(pages, host="127.0.0.1", port=int(os.environ["CRM_PORT"]), threads=6)


if __name__ == "__main__":
    main()
