"""The vocabulary: every phrase that a feature may use. Only here does anything fail a test."""
