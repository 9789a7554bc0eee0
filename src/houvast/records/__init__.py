"""Records in: reading, mapping, refusing, deriving, and the snapshots that come of it."""
