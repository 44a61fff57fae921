"""The Train place's rows of the table of actions."""

from __future__ import annotations

from app.action_spec import ActionSpec, Scope

_GROUP, _TRA = "Train", Scope.TRAIN

TRAIN_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("new_training", _GROUP, "New training", ("Ctrl+N",), "add", _TRA),
    ActionSpec("start_training", _GROUP, "Start the training", ("Ctrl+Return",), "play", _TRA),
    ActionSpec("pause_training", _GROUP, "Pause, or go on", ("P",), "pause", _TRA),
    ActionSpec("finish_training", _GROUP, "Stop now, keep the best", ("E",), "check", _TRA),
    ActionSpec("cancel_training", _GROUP, "Give up this training…", ("X",), "close", _TRA),
    ActionSpec("train_curves", _GROUP, "Curves and pictures", ("1",), "train", _TRA),
    ActionSpec("train_judge", _GROUP, "Before and after", ("2",), "compare", _TRA),
    ActionSpec("log_losses", _GROUP, "Errors on a log scale", ("G",), "", _TRA, True),
    ActionSpec("train_samples", _GROUP, "Look at the sample pictures", ("S",), "screen", _TRA),
    ActionSpec("train_notes", _GROUP, "All notes of this training", ("N",), "info", _TRA, True),
    ActionSpec("compare_runs", _GROUP, "Compare trainings", ("C",), "compare", _TRA),
    ActionSpec("list_runs", _GROUP, "To the list of trainings", ("L",), "", _TRA),
    ActionSpec("repeat_run", _GROUP, "Repeat it", ("R",), "loop", _TRA),
    ActionSpec("save_run", _GROUP, "Save for another computer…", ("Ctrl+S",), "save", _TRA),
    ActionSpec("open_run", _GROUP, "Open from another computer…", ("Ctrl+Shift+O",), "open", _TRA),
    ActionSpec("show_run_folder", _GROUP, "Show its folder", (), "folder", _TRA),
    ActionSpec("remove_run", _GROUP, "Remove…", ("Del",), "trash", _TRA),
)
