"""A landscape file: the systems that serve one company's customers, and how to ask them."""

from samestory.config.customers import Customers
from samestory.config.landscape import ChannelEntry, Company, Landscape
from samestory.config.loading import load

__all__ = ["ChannelEntry", "Company", "Customers", "Landscape", "load"]
