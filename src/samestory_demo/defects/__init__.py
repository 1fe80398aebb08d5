"""The defects that can be switched on: each module of this package declares those of one area."""

from importlib import import_module
from pkgutil import iter_modules

from samestory_demo.defects.declaring import FAULTS, Fault

for _each in iter_modules(__path__):
    import_module(f"{__name__}.{_each.name}")

__all__ = ["FAULTS", "Fault"]
