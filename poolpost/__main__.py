"""`python -m poolpost` is the `poolpost` command."""

from poolpost.cli import main

if __name__ == "__main__":
    main()
