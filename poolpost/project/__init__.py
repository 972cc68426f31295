"""A checkout or CI job that uses poolpost."""
