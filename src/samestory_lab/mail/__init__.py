"""The company's mail: SMTP in, IMAP out, for any address; by Debian's programs or by Python's."""
