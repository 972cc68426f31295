"""Whether a plan may be applied to this pool."""
