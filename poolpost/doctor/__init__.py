"""The doctor: whether mail will arrive, and why it did not."""
