"""What is shown about the landscapes in the folder landscapes/."""
