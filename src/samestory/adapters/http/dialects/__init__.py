"""How systems want to be asked over HTTP, and how their answers become documents."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from samestory.adapters.http.dialects.graphql import GraphQl
from samestory.adapters.http.dialects.json import Dialect
from samestory.adapters.http.dialects.json_rpc import JsonRpc
from samestory.adapters.http.dialects.odata import OData
from samestory.adapters.http.dialects.xml_rpc import XmlRpc

DIALECTS: Mapping[str, Callable[[], Dialect]] = MappingProxyType(
    {
        "json": Dialect,
        "odata": OData,
        "graphql": GraphQl,
        "json-rpc": JsonRpc,
        "xml-rpc": XmlRpc,
    }
)
"""By the name that a landscape gives each (`speaks = "odata"`)."""

__all__ = ["DIALECTS", "Dialect"]
