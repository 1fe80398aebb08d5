"""One folder per way to ask a system: its configuration, and its client.

samestory finds them by the entry points "samestory.adapters"; `samestory.config.adapter` says how
a package adds one.
"""
