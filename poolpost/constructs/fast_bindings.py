"""Install the fast AWS bindings; imported before the first module that imports cdktf."""

from poolpost.project.bindings import install

install()
