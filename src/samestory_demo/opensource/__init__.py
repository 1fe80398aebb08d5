"""A company made of other people's software: a django-oscar shop, a Tryton ERP, and mail.

Each piece is installed into an environment of its own in the user's cache folder, started from a
prepared database, and reached over HTTP, SMTP and IMAP only. What is ours is the synchronisation
between shop and ERP, which is where real companies go wrong.
"""
