"""Whether mail will arrive, and why it did not."""
