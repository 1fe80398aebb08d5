"""Proposes the tables of a landscape from an order that is known and what each system answered."""
