"""Prefect flows: what runs when, and what is tried again. All thinking is in `houvast`."""
