"""The table of every action of the program: its words, its keys, its icon, where it applies."""

from __future__ import annotations

from app.action_spec import ActionSpec, Scope
from app.correct_actions import CORRECT_ACTIONS
from app.live_actions import LIVE_ACTIONS
from app.phone_actions import PHONE_ACTIONS
from app.train_actions import TRAIN_ACTIONS

ANY, LIB, REV = Scope.EVERYWHERE, Scope.LIBRARY, Scope.REVIEW

ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("open_video", "File", "Open video…", ("Ctrl+O",), "open"),
    ActionSpec("try_sample", "File", "Try the sample", (), "sample"),
    ActionSpec("preferences", "File", "Preferences…", ("Ctrl+,",), "settings"),
    ActionSpec("quit", "File", "Quit", ("Ctrl+Q",), "quit"),
    ActionSpec("search", "Library", "Search", ("Ctrl+F",), "search", LIB),
    ActionSpec("open_practice", "Library", "Open practice", (), "review", LIB),
    ActionSpec("rename_practice", "Library", "Rename…", ("F2",), "rename", LIB),
    ActionSpec("set_player", "Library", "Set player…", ("Shift+F2",), "player", LIB),
    ActionSpec("set_court", "Library", "Set court…", ("Ctrl+F2",), "", LIB),
    ActionSpec("delete_practice", "Library", "Delete practice", ("Del",), "trash", LIB),
    ActionSpec("undo_delete", "Library", "Bring back the last deleted", ("Ctrl+Z",), "undo", LIB),
    ActionSpec("find_video", "Library", "Find the video…", (), "find", LIB),
    ActionSpec("show_folder", "Library", "Show the folder", (), "folder", LIB),
    ActionSpec("play_pause", "Playback", "Play or pause", ("Space",), "play", REV),
    ActionSpec(
        "step_back", "Playback", "One frame back", ("Left", ","), "step-back", REV, repeats=True
    ),
    ActionSpec(
        "step_forward",
        "Playback",
        "One frame on",
        ("Right", "."),
        "step-forward",
        REV,
        repeats=True,
    ),
    ActionSpec(
        "second_back", "Playback", "One second back", ("Shift+Left",), "back", REV, repeats=True
    ),
    ActionSpec(
        "second_forward",
        "Playback",
        "One second on",
        ("Shift+Right",),
        "forward",
        REV,
        repeats=True,
    ),
    ActionSpec("shuttle_back", "Playback", "Play backwards, again: faster", ("J",), "", REV),
    ActionSpec("shuttle_stop", "Playback", "Stop", ("K",), "", REV),
    ActionSpec("shuttle_forward", "Playback", "Play, again: faster", ("L",), "", REV),
    ActionSpec("slower", "Playback", "Slower", ("[",), "slower", REV, repeats=True),
    ActionSpec("faster", "Playback", "Faster", ("]",), "faster", REV, repeats=True),
    ActionSpec("speed_normal", "Playback", "Normal speed", ("\\",), "speed", REV),
    ActionSpec("go_start", "Playback", "To the start", ("Home",), "", REV),
    ActionSpec("go_end", "Playback", "To the end", ("End",), "", REV),
    ActionSpec("loop_start", "Playback", "Loop from here (A)", ("Shift+A",), "loop-a", REV),
    ActionSpec("loop_end", "Playback", "Loop to here (B)", ("Shift+B",), "loop-b", REV),
    ActionSpec("loop_clear", "Playback", "End the loop", ("Shift+X",), "close", REV),
    ActionSpec("capture_rate", "Playback", "Filmed in slow motion…", (), "slow-motion", REV),
    ActionSpec("previous_hit", "Hits", "Previous hit", ("Up",), "hit-previous", REV, repeats=True),
    ActionSpec("next_hit", "Hits", "Next hit", ("Down",), "hit-next", REV, repeats=True),
    ActionSpec("loop_hit", "Hits", "Loop this hit", ("O",), "loop", REV, checkable=True),
    ActionSpec("mark_hit", "Hits", "Mark a hit at this frame", ("I",), "add", REV),
    ActionSpec("move_hit", "Hits", "Move this hit to this frame", ("Shift+I",), "hit", REV),
    ActionSpec("confirm_hit", "Hits", "Confirm this hit", ("Return", "Enter", "Y"), "check", REV),
    ActionSpec("reject_hit", "Hits", "Not a hit", ("Del", "Backspace", "N"), "trash", REV),
    ActionSpec("score_1", "Hits", "Score 1", ("1",), "", REV),
    ActionSpec("score_2", "Hits", "Score 2", ("2",), "", REV),
    ActionSpec("score_3", "Hits", "Score 3", ("3",), "", REV),
    ActionSpec("score_4", "Hits", "Score 4", ("4",), "", REV),
    ActionSpec("score_5", "Hits", "Score 5", ("5",), "", REV),
    ActionSpec("score_measured", "Hits", "Back to the measured score", ("0",), "", REV),
    ActionSpec("stroke_forehand", "Hits", "Forehand", ("6",), "", REV),
    ActionSpec("stroke_backhand", "Hits", "Backhand", ("7",), "", REV),
    ActionSpec("stroke_serve", "Hits", "Serve", ("8",), "", REV),
    ActionSpec("stroke_volley", "Hits", "Volley", ("9",), "", REV),
    ActionSpec("undo", "Hits", "Undo", ("Ctrl+Z",), "undo", REV),
    ActionSpec("redo", "Hits", "Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo", REV),
    ActionSpec("analyse", "Hits", "Find the hits", ("Ctrl+R",), "analyse", REV),
    ActionSpec("cancel_analysis", "Hits", "Stop finding hits", (), "stop", REV),
    ActionSpec("export_film", "Practice", "Export video…", ("Ctrl+Shift+E",), "film", REV),
    ActionSpec("save_report", "Practice", "Report…", ("Ctrl+Shift+R",), "report", REV),
    ActionSpec("pin_clip", "Hits", "Pin for comparing detectors", ("Ctrl+P",), "compare", REV),
    *CORRECT_ACTIONS,
    *LIVE_ACTIONS,
    *TRAIN_ACTIONS,
    *PHONE_ACTIONS,
    ActionSpec("layer_player", "Show", "Player", ("Alt+1",), "", REV, True, True),
    ActionSpec("layer_racket", "Show", "Racket", ("Alt+2",), "", REV, True, True),
    ActionSpec("layer_ball", "Show", "Ball", ("Alt+3",), "", REV, True, True),
    ActionSpec("layer_trail", "Show", "Ball trail", ("Alt+4",), "", REV, True, True),
    ActionSpec(
        "layer_contact", "Show", "Contact point and strings", ("Alt+5",), "", REV, True, True
    ),
    ActionSpec("layer_others", "Show", "Other people and balls", ("Alt+6",), "", REV, True),
    ActionSpec("layer_all", "Show", "All of it", ("V",), "layers", REV, True, True),
    ActionSpec("magnifier", "Show", "Magnifier", ("M",), "magnifier", REV, True),
    ActionSpec("zoom_in", "Show", "Zoom in", ("Ctrl++", "Ctrl+="), "zoom-in", REV, repeats=True),
    ActionSpec("zoom_out", "Show", "Zoom out", ("Ctrl+-",), "zoom-out", REV, repeats=True),
    ActionSpec("zoom_fit", "Show", "Fit the picture", ("Ctrl+0",), "zoom-fit", REV),
    ActionSpec("zoom_actual", "Show", "Actual size (1:1)", ("Ctrl+9",), "", REV),
    ActionSpec("side_panel", "Show", "Hits beside the video", ("F9",), "menu", REV, True, True),
    ActionSpec("show_library", "Window", "Library", ("Ctrl+1",), "library"),
    ActionSpec("show_review", "Window", "Review", ("Ctrl+2",), "review"),
    ActionSpec("show_live", "Window", "Live", ("Ctrl+3",), "live"),
    ActionSpec("show_train", "Window", "Train", ("Ctrl+4",), "train"),
    ActionSpec("show_phone", "Window", "Phone", ("Ctrl+5",), "phone"),
    ActionSpec("dataset", "Window", "Dataset…", ("Ctrl+D",), "dataset"),
    ActionSpec("jobs", "Window", "Jobs", ("Ctrl+J",), "jobs"),
    ActionSpec("fullscreen", "Window", "Full screen", ("F11", "F"), "fullscreen", ANY, True),
    ActionSpec("help", "Help", "How it works", ("F1",), "help"),
    ActionSpec("cheat_sheet", "Help", "Keys", ("?",), "keyboard"),
    ActionSpec("check_computer", "Help", "Check this computer…", (), "check"),
    ActionSpec("add_trainer", "Help", "Add the trainer…", (), "train"),
    ActionSpec("show_log", "Help", "Show the log", (), "folder"),
    ActionSpec("about", "Help", "About Sweetspot", (), "about"),
)

BY_ID = {spec.id: spec for spec in ACTIONS}


def overlap(one: Scope, other: Scope) -> bool:
    """Whether keys of both scopes can meet. Correct mode's own keys come before all others."""
    if one is other:
        return True
    return Scope.EVERYWHERE in (one, other) and Scope.CORRECT not in (one, other)


def keys_of(action: str, changed: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the keys of an action: the coach's, else the default ones."""
    return changed.get(action, BY_ID[action].keys)


def conflict(action: str, key: str, changed: dict[str, tuple[str, ...]]) -> str | None:
    """Return the id of another action that ``key`` already belongs to where both work, or None."""
    mine = BY_ID[action].scope
    for spec in ACTIONS:
        if spec.id != action and overlap(mine, spec.scope) and key in keys_of(spec.id, changed):
            return spec.id
    return None
