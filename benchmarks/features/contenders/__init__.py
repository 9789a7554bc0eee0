"""One module per way to the same matrix: each has `run(records, out, workers)`."""
