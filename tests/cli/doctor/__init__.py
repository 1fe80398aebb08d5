"""What `samestory doctor` looks at."""
