"""What a new project begins with: a landscape of its systems, features, steps, page objects."""

from samestory.starting.company import Company, System, company
from samestory.starting.project import files_for
from samestory.starting.writing import write

__all__ = ["Company", "System", "company", "files_for", "write"]
