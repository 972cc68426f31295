"""The gate: whether a plan may be applied to this pool."""
