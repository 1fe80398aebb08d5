"""Systems that are asked over HTTP: one engine, whatever dialect they speak.

A landscape is read without a client: nothing is imported here, because that takes time.
"""
