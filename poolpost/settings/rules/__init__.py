"""What must be true of an environment file, beyond the form of each value."""
