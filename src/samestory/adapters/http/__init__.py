"""Systems that are asked over HTTP: one engine, whatever dialect they speak."""

from samestory.adapters.http.auth import Signer
from samestory.adapters.http.client import Client
from samestory.adapters.http.reply import LARGEST, Reply
from samestory.adapters.http.request import Request
from samestory.adapters.http.system import HttpSystem

__all__ = ["LARGEST", "Client", "HttpSystem", "Reply", "Request", "Signer"]
