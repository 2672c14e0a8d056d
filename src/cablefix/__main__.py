"""``python -m cablefix``."""

from cablefix.cli import main

if __name__ == "__main__":
    main()
