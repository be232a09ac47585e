"""Runs what the documentation tells people to run."""
