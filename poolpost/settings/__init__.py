"""
The environment file: what `environments/<name>.toml` says, validated and frozen.

`load` is the only way in; everything else in poolpost and `stacks` takes a `Settings`.
"""

from poolpost.settings.files import load, load_all, names
from poolpost.settings.model import Settings
from poolpost.settings.validation import EnvironmentFileError, validated

__all__ = ["EnvironmentFileError", "Settings", "load", "load_all", "names", "validated"]
