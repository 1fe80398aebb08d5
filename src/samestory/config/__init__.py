"""A landscape file: the systems that serve one company's customers, and how to ask them."""

from typing import TYPE_CHECKING

from samestory.lazy_names import lazy_names

if TYPE_CHECKING:
    from samestory.config.customers import Customers
    from samestory.config.landscape import ChannelEntry, Company, Landscape
    from samestory.config.loading import load
else:
    __getattr__ = lazy_names(
        __name__,
        {
            "customers": "Customers",
            "landscape": "ChannelEntry Company Landscape",
            "loading": "load",
        },
    )

__all__ = ["ChannelEntry", "Company", "Customers", "Landscape", "load"]
