"""What is shown about databases."""
