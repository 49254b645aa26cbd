"""Frazil: Snowflake's tasks, task graphs and ML pipelines, self-hosted."""

__version__ = "0.1.0"
