"""One file per way of asking, behind one narrow protocol (`protocol.System`)."""
