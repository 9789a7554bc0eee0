"""The analysts' workspace: pages over what was published, for people who signed in."""
