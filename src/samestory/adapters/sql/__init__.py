"""Systems that are asked in their database: one SELECT per kind of subject, and only to read.

Nothing is imported here: a landscape without a database need not wait for SQLAlchemy.
"""
