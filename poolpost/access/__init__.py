"""poolpost.access is on its way to another room."""
