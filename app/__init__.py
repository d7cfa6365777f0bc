"""Followthrough: a Slack bot that makes owning outcomes a habit."""
