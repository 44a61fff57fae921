"""The Phone place's rows of the table of actions."""

from __future__ import annotations

from app.action_spec import ActionSpec, Scope

_GROUP, _PHO = "Phone", Scope.PHONE

PHONE_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("phone_make_ready", _GROUP, "Make it ready for iPhone", ("Ctrl+R",), "phone", _PHO),
    ActionSpec("phone_try_smaller", _GROUP, "Try other weights", ("Ctrl+T",), "", _PHO),
    ActionSpec("phone_save", _GROUP, "Save as file…", ("Ctrl+S",), "save", _PHO),
    ActionSpec("phone_code", _GROUP, "Show the code for the iPhone", ("Ctrl+K",), "qr", _PHO),
    ActionSpec("phone_report", _GROUP, "Open the check's report", ("Ctrl+E",), "", _PHO),
    ActionSpec("phone_details", _GROUP, "Figures of the check", ("Ctrl+I",), "", _PHO, True),
    ActionSpec("phone_folder", _GROUP, "Show the detector's folder", (), "folder", _PHO),
    ActionSpec("phone_back", _GROUP, "Stop, or back", ("Esc",), "stop", _PHO),
)
