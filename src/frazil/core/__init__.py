"""Foundations: errors, names, ids, types, clock, configuration, logging, executor."""
