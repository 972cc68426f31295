"""Two programs, one file per command; only here anything is printed, asked or drawn."""
