"""What a new project begins with: a landscape of its systems, features, steps, page objects."""

from samestory.scaffold.company import Company, System, company
from samestory.scaffold.origin import Origin, where_from
from samestory.scaffold.project import always, files_for
from samestory.scaffold.writing import refuse_taken, write

__all__ = [
    "Company",
    "Origin",
    "System",
    "always",
    "company",
    "files_for",
    "refuse_taken",
    "where_from",
    "write",
]
