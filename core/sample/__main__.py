"""``python -m core.sample OUT.mp4``: draw a practice and write its truth beside it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from core.errors import SweetspotError
from core.sample.practice import write_practice


class _Dots:
    """Says on the error stream how far the drawing is."""

    def step(self, done: float, total: float, note: str = "") -> None:
        """Write the share done on one line."""
        if done % 10 and done < total:
            return
        end = "\n" if done >= total else ""
        sys.stderr.write(f"\r{note} {done / total:4.0%}{end}")
        sys.stderr.flush()


def main(arguments: list[str] | None = None) -> int:
    """Draw; return 0, or 2 with one line when the file cannot be written."""
    parser = argparse.ArgumentParser(prog="core.sample", description="Draw a practice.")
    parser.add_argument("out", type=Path, help="the MP4 to write; the truth goes beside it")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=10.0)
    chosen = parser.parse_args(arguments)
    try:
        write_practice(chosen.out, chosen.seed, chosen.seconds, _Dots())
    except SweetspotError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
