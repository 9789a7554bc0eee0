"""The pages: each module reads what its template shows, and says who looked."""
