"""Start the browser and close it again: `python -m samestory.browser` fails if none starts.

The set-up asks so, because a browser that is there may still lack a library of the system.
`--serve 3000` runs one for others instead, on port 3000 of this machine; see `remote`.
"""

import os
import sys
from argparse import ArgumentParser

from playwright.sync_api import sync_playwright

from samestory.browser import open_browser
from samestory.browser.remote import serve

options = ArgumentParser(prog="python -m samestory.browser", description=__doc__)
options.add_argument("--serve", type=int, metavar="PORT", help="run a browser for others")
port = options.parse_args().serve
if port is not None:
    sys.exit(serve(port, os.environ))
with sync_playwright() as playwright:
    open_browser(playwright, os.environ).close()
