"""Which leaks the leakage gate finds, and how often it cries wolf."""
