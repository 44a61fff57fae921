"""The Live place's rows of the table of actions."""

from __future__ import annotations

from app.action_spec import ActionSpec, Scope

_GROUP, _LIV = "Live", Scope.LIVE

LIVE_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("live_start", _GROUP, "Watch", ("Ctrl+R", "Ctrl+Return"), "play", _LIV),
    ActionSpec("live_stop", _GROUP, "Stop watching", ("Ctrl+E",), "stop", _LIV),
    ActionSpec("live_record", _GROUP, "Record the lesson", ("Ctrl+L",), "record", _LIV, True, True),
    ActionSpec("live_look", _GROUP, "Look for cameras again", ("F5",), "loop", _LIV),
    ActionSpec("live_address", _GROUP, "Network camera or phone…", ("A",), "", _LIV),
    ActionSpec("live_file", _GROUP, "A video as if live…", ("O",), "open", _LIV),
    ActionSpec("live_replay", _GROUP, "Replay the last hit", ("R",), "slow-motion", _LIV),
    ActionSpec(
        "live_replay_always", _GROUP, "Replay every hit", ("Shift+R",), "loop", _LIV, checkable=True
    ),
    ActionSpec("live_mirror", _GROUP, "Delayed mirror", ("M",), "mirror", _LIV, checkable=True),
    ActionSpec(
        "live_mirror_less", _GROUP, "Mirror: one second sooner", ("[",), "", _LIV, repeats=True
    ),
    ActionSpec(
        "live_mirror_more", _GROUP, "Mirror: one second later", ("]",), "", _LIV, repeats=True
    ),
    ActionSpec("live_now", _GROUP, "Back to now", ("Esc",), "", _LIV),
    ActionSpec("live_call", _GROUP, "Call out the scores", ("C",), "sound", _LIV, True, True),
    ActionSpec("live_test_call", _GROUP, "Test the call-out", ("T",), "", _LIV),
    ActionSpec("live_louder", _GROUP, "Louder", ("+", "="), "", _LIV, repeats=True),
    ActionSpec("live_quieter", _GROUP, "Quieter", ("-",), "", _LIV, repeats=True),
    ActionSpec("live_boxes", _GROUP, "Boxes on the picture", ("V",), "layers", _LIV, True, True),
    ActionSpec(
        "live_alone", _GROUP, "Only the picture", ("B",), "fullscreen", _LIV, checkable=True
    ),
    ActionSpec("live_review", _GROUP, "Open in Review", ("G",), "review", _LIV),
)
