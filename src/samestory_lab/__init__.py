"""A company made of other people's software: a shop, a CRM, an ERP, payments, a list, and mail.

Each piece is installed into its own environment in the user's cache folder, started from a
prepared database, and reached over HTTP, SMTP and IMAP only. What is ours is the integration
between the pieces, which is where real companies go wrong.
"""
