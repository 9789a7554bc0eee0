"""Help: what was drawn, given and recorded, what can be given, to whom, and what leaving costs.

A list says who may leave and not what helps. Here help is planned, part of it drawn by lot, and what was recorded of it
becomes the arms that `effects` measures. Nothing here decides about anybody, and no feature reads the table `actions`.
"""
