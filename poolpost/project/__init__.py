"""A checkout or CI job that uses poolpost: toolchain, plan files, drift, pull requests."""
