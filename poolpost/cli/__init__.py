"""The two programs, one file for each command; only here is anything printed, asked or drawn."""
