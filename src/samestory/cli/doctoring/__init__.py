"""What `samestory doctor` looks at, one thing in each module."""
