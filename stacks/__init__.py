"""What makes one environment: which constructs, in which order. With main.py the only code here that a project owns."""

# Before a module here imports cdktf: this installs the fast AWS bindings.
import poolpost.constructs  # noqa: F401  # pyright: ignore[reportUnusedImport]
