"""Measurements, as ratios and shares in one run; never timed tests.

What they measure is simulated or public, and has to come out the same again: the person key, which decides the order of
people and with it the last digits of every draw, is always this one unless the environment says otherwise.
"""

import os

PERSON_KEY = "HOUVAST_PERSON_KEY"
SAME_EVERYWHERE = "00" * 32
os.environ.setdefault(PERSON_KEY, SAME_EVERYWHERE)
