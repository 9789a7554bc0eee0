"""Measurements, as ratios and shares in one run; never timed tests."""
