"""Rules about environment files that go beyond the form of each value."""
