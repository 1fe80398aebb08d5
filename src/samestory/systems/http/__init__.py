"""Systems that are asked over HTTP: one engine, whatever dialect they speak."""

from samestory.systems.http.client import Client
from samestory.systems.http.reply import LARGEST, Reply
from samestory.systems.http.request import Request
from samestory.systems.http.signing import Signer
from samestory.systems.http.system import HttpSystem

__all__ = ["LARGEST", "Client", "HttpSystem", "Reply", "Request", "Signer"]
