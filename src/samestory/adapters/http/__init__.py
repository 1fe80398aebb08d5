"""Systems that are asked over HTTP: one engine, whatever dialect they speak."""

from samestory.adapters.http.client import Client
from samestory.adapters.http.messages import LARGEST, Reply, Request
from samestory.adapters.http.system import HttpSystem

__all__ = ["LARGEST", "Client", "HttpSystem", "Reply", "Request"]
