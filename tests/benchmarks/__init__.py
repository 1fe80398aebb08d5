"""What is measured and not tested: run by `make bench`."""
