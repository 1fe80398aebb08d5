"""Tests of how a landscape file is read."""
