"""The integration: what a company writes itself, between the software that others wrote.

It reads the outboxes of the shop and of the marketing list, keeps every event in a durable queue,
and tells the ERP, the CRM, the payment processor and the shop of it: each in its own time, again
after trouble, and once. It is the part that can be switched to go wrong (see `faults`).
"""
