"""`make demo`: the story is in `demo_story.py`; here Ctrl-C gets its sentence, even while Python is still importing."""

import sys


def main() -> int:
    """Run the story; return 0 if all of it is true."""
    try:
        from poolpost.emulator import demo_story  # noqa: PLC0415 -- a second of imports, during which the user may press Ctrl-C

        return demo_story.main()
    except KeyboardInterrupt:
        print("\nstopped; nothing is left running. `make demo` starts again.")
        return 130


if __name__ == "__main__":
    sys.exit(main())
