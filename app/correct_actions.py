"""Correct mode's rows of the table of actions."""

from __future__ import annotations

from app.action_spec import ActionSpec, Scope

_MODE, _GROUP, _COR = "Correct", "Boxes", Scope.CORRECT
ARROWS = ("left", "right", "up", "down")


def _arrow_rows(stem: str, words: str, modifier: str) -> list[ActionSpec]:
    """Return one action for each arrow key."""
    return [
        ActionSpec(
            f"{stem}_{arrow}",
            _GROUP,
            f"{words} {_DIRECTIONS[stem][arrow]}",
            (f"{modifier}{arrow.capitalize()}",),
            "",
            _COR,
            repeats=True,
        )
        for arrow in ARROWS
    ]


_PLAIN = {arrow: arrow for arrow in ARROWS}
_DIRECTIONS = {
    "nudge": _PLAIN,
    "push": _PLAIN,
    "resize": {"left": "narrower", "right": "wider", "up": "lower", "down": "taller"},
}

CORRECT_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "correct_mode", _MODE, "Correct mode", ("C",), "correct", Scope.REVIEW, checkable=True
    ),
    ActionSpec("accept", _MODE, "This frame is right", ("Return", "Enter"), "check", _COR),
    ActionSpec("unaccept", _MODE, "This frame is not done yet", ("Shift+Return",), "", _COR),
    ActionSpec("next_doubt", _MODE, "Next doubtful frame", ("PgDown",), "hit-next", _COR),
    ActionSpec("previous_doubt", _MODE, "Doubtful frame before", ("PgUp",), "hit-previous", _COR),
    ActionSpec("dismiss_doubt", _MODE, "No need to look at this", ("X",), "close", _COR),
    ActionSpec("doubt_queue", _MODE, "To the doubts and back", ("Q",), "doubts", _COR),
    ActionSpec("fill", _MODE, "Fill between two fixed frames", ("F",), "fill", _COR),
    ActionSpec("correct_back", _MODE, "Cancel, deselect, leave", ("Esc",), "", _COR),
    ActionSpec("add_player", _GROUP, "Add the player", ("P",), "player", _COR),
    ActionSpec("add_racket", _GROUP, "Add the racket", ("R",), "racket", _COR),
    ActionSpec("add_ball", _GROUP, "Add the ball", ("B",), "ball", _COR),
    ActionSpec("add_head", _GROUP, "Add the racket head", ("H",), "head", _COR),
    ActionSpec("make_player", _GROUP, "Selected is a player", ("Shift+P",), "", _COR),
    ActionSpec("make_racket", _GROUP, "Selected is a racket", ("Shift+R",), "", _COR),
    ActionSpec("make_ball", _GROUP, "Selected is a ball", ("Shift+B",), "", _COR),
    ActionSpec("make_head", _GROUP, "Selected is a racket head", ("Shift+H",), "", _COR),
    ActionSpec("select_next", _GROUP, "Select the next box", ("Tab",), "", _COR, repeats=True),
    ActionSpec(
        "select_previous", _GROUP, "Select the box before", ("Shift+Tab",), "", _COR, repeats=True
    ),
    ActionSpec("select_all", _GROUP, "Select all boxes", ("Ctrl+A",), "", _COR),
    *_arrow_rows("nudge", "Move 1 pixel", ""),
    *_arrow_rows("push", "Move 10 pixels", "Shift+"),
    *_arrow_rows("resize", "Make it", "Ctrl+"),
    ActionSpec("delete_boxes", _GROUP, "Delete the selected", ("Del", "Backspace"), "trash", _COR),
    ActionSpec("delete_others", _GROUP, "Delete all else that was found", ("Shift+Del",), "", _COR),
    ActionSpec("copy_on", _GROUP, "Copy to the next frame", ("D",), "copy", _COR, repeats=True),
    ActionSpec("copy_here", _GROUP, "Copy from the frame before", ("Shift+D",), "", _COR),
)
