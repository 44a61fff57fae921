"""What the installed program starts with: the window, a verb, or the trainer as its own child."""

from __future__ import annotations

import multiprocessing
import sys


def main() -> int:
    """Do what the arguments ask for and return the exit code."""
    if sys.argv[1:2] == ["ml"]:
        from core.trainer_part import use_trainer_part

        use_trainer_part()
        from ml.__main__ import main as trainer

        return trainer(sys.argv[2:])
    from app.cli import main as sweetspot

    return sweetspot()


if __name__ == "__main__":
    multiprocessing.freeze_support()
    sys.exit(main())
