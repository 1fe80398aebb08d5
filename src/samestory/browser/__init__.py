"""The browser that is driven: found on this machine, and kept on the allowed hosts."""

from samestory.browser.fencing import BrowserFence
from samestory.browser.launching import (
    clear_sentence_without_browser,
    launch_options,
    open_browser,
)

__all__ = ["BrowserFence", "clear_sentence_without_browser", "launch_options", "open_browser"]
