"""Start the browser and close it again: `python -m samestory.browser` fails if none starts.

The set-up asks so, because a browser that is there may still lack a library of the system.
"""

import os

from playwright.sync_api import sync_playwright

from samestory.browser import open_browser

with sync_playwright() as playwright:
    open_browser(playwright, os.environ).close()
