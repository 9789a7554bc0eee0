"""Measurements, as ratios and shares in one run; never timed tests.

What they measure is simulated or public, and has to come out the same again: the person key, which decides the order of
people and with it the last digits of every draw, is always this one unless the environment says otherwise.
"""

import os

os.environ.setdefault("HOUVAST_PERSON_KEY", "00" * 32)
