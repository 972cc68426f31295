"""The tables of an environment file, one module for each group of them."""
