"""poolpost.messages is on its way to another room."""
