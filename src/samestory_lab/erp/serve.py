"""Serves the ERP on 127.0.0.1, in the ERP's own environment: `python serve.py`.

`ERP_PORT` is where it listens. `ERP_KEY` is the key of readers, `ERP_SYNC_KEY` the one of
the integration. It stops when its standard input ends: it never outlives who started it.

A confirmed sale is not processed at once, as Tryton would do by itself, but put into Tryton's queue
for a worker. The worker is the warehouse, and it does not come in here: until a sale is taken up it
can be changed and cancelled.
"""

# mypy: disable-error-code="import-not-found, import-untyped"
# Tryton and waitress live in the ERP's own environment, where mypy does not run.

import os
import sys
import threading

os.environ["TRYTOND_QUEUE__WORKER"] = "true"  # read when Tryton is imported

from trytond.application import app  # loads the database that TRYTOND_DATABASE_NAMES names
from trytond.pool import Pool
from trytond.transaction import Transaction
from waitress import serve


def cut_keys() -> None:
    """Admit the holders of the two keys, and no other client."""
    database = os.environ["TRYTOND_DATABASE_NAMES"]
    with Transaction().start(database, 0):
        pool = Pool()
        key = pool.get("res.user.application")
        [user] = pool.get("res.user").search([("login", "=", "programs")])
        key.delete(key.search([]))
        key.create([
            {"key": os.environ[name], "user": user, "application": "rest", "state": "validated"}
            for name in ("ERP_KEY", "ERP_SYNC_KEY")
        ])  # fmt: skip


def stop_with_parent() -> None:
    """End this process when its standard input does."""
    sys.stdin.read()
    os._exit(0)


def main() -> None:
    """Serve until stopped."""
    cut_keys()
    threading.Thread(target=stop_with_parent, daemon=True).start()
    serve(app, host="127.0.0.1", port=int(os.environ["ERP_PORT"]), threads=6)


if __name__ == "__main__":
    main()
