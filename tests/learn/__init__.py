"""What is learned from one order that is known."""
