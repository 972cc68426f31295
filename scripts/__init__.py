"""Tools around the project: set-up, benchmark, demonstration."""
