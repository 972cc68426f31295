"""The stack of one environment: which constructs, in which order. With main.py, the only code that belongs to the project."""

# Before a module here imports cdktf: this installs the fast AWS bindings.
import poolpost.constructs  # noqa: F401  # pyright: ignore[reportUnusedImport]
