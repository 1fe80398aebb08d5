"""The browser that is driven: found on this machine, and kept on the allowed hosts."""

from typing import TYPE_CHECKING

from samestory.lazy_names import lazy_names

if TYPE_CHECKING:
    from samestory.browser.fencing import BrowserFence
    from samestory.browser.launching import (
        clear_sentence_without_browser,
        launch_options,
        open_browser,
    )
else:
    __getattr__ = lazy_names(
        __name__,
        {
            "fencing": "BrowserFence",
            "launching": "clear_sentence_without_browser launch_options open_browser",
        },
    )

__all__ = ["BrowserFence", "clear_sentence_without_browser", "launch_options", "open_browser"]
