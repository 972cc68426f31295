"""The stack of one environment: which constructs, in which order. With main.py, the only code that belongs to the project."""

import poolpost.constructs  # noqa: F401  # pyright: ignore[reportUnusedImport] -- fast AWS bindings, before any cdktf
