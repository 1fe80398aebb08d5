"""Tests of how systems are asked."""
