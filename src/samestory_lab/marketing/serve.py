"""Serves the marketing list on 127.0.0.1, in the list's own environment: `python serve.py`.

`LIST_PORT` is where it listens. It stops when its standard input ends: it never outlives who
started it.
"""

# mypy: disable-error-code="import-not-found, import-untyped"
# Django and waitress live in the list's own environment, where mypy does not run.

import os
import sys
import threading
from typing import Any

from django.core.wsgi import get_wsgi_application
from waitress import serve


def opened() -> Any:
    """The list as a WSGI application, with today's address in its mails."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "list_settings"
    pages = get_wsgi_application()

    from django.contrib.sites.models import Site  # noqa: PLC0415  (models need Django set up)

    Site.objects.update(domain=f"127.0.0.1:{os.environ['LIST_PORT']}", name="Speedwell Cycles")
    return pages


def stop_with_parent() -> None:
    """End this process when its standard input does."""
    sys.stdin.read()
    os._exit(0)


def main() -> None:
    """Serve until stopped."""
    pages = opened()
    threading.Thread(target=stop_with_parent, daemon=True).start()
    serve(pages, host="127.0.0.1", port=int(os.environ["LIST_PORT"]), threads=6)


if __name__ == "__main__":
    main()
