"""The infrastructure: the only package, with main.py, that imports cdktf.

Importing anything from here installs the fast AWS bindings first, so no module needs to remember to.
"""

from poolpost.constructs.bindings import install

install()
