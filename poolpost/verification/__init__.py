"""poolpost.verification is on its way to another room."""
