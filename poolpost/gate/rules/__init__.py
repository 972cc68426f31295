"""The gate's rules, by what they are about."""
