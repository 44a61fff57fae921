"""How a score pops up over the picture."""

from __future__ import annotations

GROW_S = 0.12


def pop_size(since_s: float) -> float:
    """Return the badge's relative size: it overshoots a little, then settles at 1.

    The curve is Penner's "back" ease-out (robertpenner.com/easing).
    """
    if since_s < 0:
        return 0.6
    share = min(since_s / GROW_S, 1.0) - 1.0
    return 0.6 + 0.4 * (1.0 + share * share * (2.70158 * share + 1.70158) * 1.0)
