"""Retention risk for contact centres: who may leave, what that rests on, and what helps."""

__version__ = "0.1.0"
