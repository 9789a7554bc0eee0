"""Thirty-six features of what was known, by this project's kernel and by other engines."""
