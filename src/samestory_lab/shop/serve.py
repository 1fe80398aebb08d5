"""Serves the shop on 127.0.0.1, in the shop's own environment: `python serve.py`.

`SHOP_PORT` is where it listens, `SHOP_SYNC_PASSWORD` and `SHOP_AGENT_PASSWORD` what the
synchronisation and the agent log in with. It stops when its standard input ends: it never outlives
who started it.
"""

# mypy: disable-error-code="import-not-found, import-untyped"
# Django and waitress live in the shop's own environment, where mypy does not run.

import os
import sys
import threading
from typing import Any

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from waitress import serve


def opened() -> Any:
    """The shop as a WSGI application, with today's address in its mails and today's passwords."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "shop_settings"
    pages = StaticFilesHandler(get_wsgi_application())  # no other web server stands before it

    from django.contrib.auth import get_user_model  # noqa: PLC0415  (models need Django set up)
    from django.contrib.sites.models import Site  # noqa: PLC0415  (see above)

    Site.objects.update(domain=f"127.0.0.1:{os.environ['SHOP_PORT']}", name="Speedwell Cycles")
    for name in ("sync", "agent"):
        user = get_user_model().objects.get(username=name)
        user.set_password(os.environ[f"SHOP_{name.upper()}_PASSWORD"])
        user.save()
    return pages


def stop_with_parent() -> None:
    """End this process when its standard input does."""
    sys.stdin.read()
    os._exit(0)


def main() -> None:
    """Serve until stopped."""
    pages = opened()
    threading.Thread(target=stop_with_parent, daemon=True).start()
    serve(pages, host="127.0.0.1", port=int(os.environ["SHOP_PORT"]), threads=6)


if __name__ == "__main__":
    main()
