"""Measurements of frazil beside its peers; README.md says how to run them and how to read them."""
