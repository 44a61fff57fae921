"""``sweetspot train``: a training in the terminal, done by the trainer in a process of its own."""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from app.detector_in_use import detector_folder
from app.preflight_text import preflight_text
from app.terminal_progress import stop_on_interrupt
from app.trainer_child import TrainerChild, trainer_command
from app.trainer_process import ask_trainer
from app.training_progress import TrainingProgress
from core.errors import TrainingError
from core.sessions.library_folder import default_library
from core.training.events import Event, Failed, Finished, Stopped, to_line
from core.training.preflight import Preflight
from core.training.presets import PRESETS, preset_named
from core.training.request import FILE_NAME as REQUEST_FILE
from core.training.request import TrainRequest, read_request

STOPPED = 130
RUNS = "runs"
"""The folder of trainings in the library."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options; what is not given stays as the trainer or the preset has it."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = _presets_text()
    add = parser.add_argument
    add("--dataset", metavar="DIR", help="labelled pictures, in any form")
    add("--preset", choices=[each.name for each in PRESETS], help="a set of options to begin from")
    add("--run-dir", metavar="DIR", help="the run's folder; default: a new one in the library")
    add("--arch", metavar="NAME", help="mobilenetv2_light, mobilenetv2, resnet_18, resdcn_18, …")
    add("--img-size", metavar="N|WxH", help="the net's input in pixels: 384, or 640x352")
    add("--classes", metavar="A,B", help="what to find; default: player,racket,ball,racket_head")
    add("--epochs", type=int, metavar="N", help="rounds through the pictures")
    add("--batch-size", type=int, metavar="N", help="pictures in a step")
    add("--lr", type=float, metavar="RATE", help="learning rate")
    add("--lr-step", metavar="A,B", help="a tenth of the rate after each of these epochs")
    add("--start-from", metavar="MODEL", help="a checkpoint, a run's or a detector's folder")
    add("--backbone-weights", metavar="FILE", help="ImageNet weights with torchvision's names")
    add("--time-budget", type=float, metavar="SECONDS", help="the best net in this time")
    add("--patience", type=int, metavar="N", help="end after N evaluations without a better one")
    add("--no-ema", action="store_true", help="keep the last weights, not their running average")
    add("--seed", type=int, metavar="N", help="decides everything that is left to chance")
    add("--device", choices=["auto", "cpu", "cuda", "mps"], help="auto takes the fastest")
    add("--set", action="append", metavar="NAME=VALUE", help="any other option of the trainer")
    add("--request", metavar="FILE.json", help="a whole request; other options go over it")
    add("--resume", action="store_true", help="go on with the run in --run-dir as it was asked for")
    add("--json", action="store_true", help="print the trainer's events, one JSON object a line")
    add("--pack", metavar="FILE.zip", help="only put it into a zip, to train on another computer")
    add("--preflight", action="store_true", help="only say what it would take, and begin nothing")


def _presets_text() -> str:
    told = [f"  {each.name:9} {each.about}" for each in PRESETS]
    ends = "Ctrl-C saves and stops; --resume --run-dir RUN goes on from there."
    return "\n".join(["presets:", *told, "", ends])


def train(wanted: argparse.Namespace) -> int:
    """Train as asked for and return the exit code: 0, or 130 when stopped.

    Raises ``SweetspotError`` for anything the person can put right.
    """
    request = request_of(wanted)
    if wanted.pack:
        return pack(request, Path(wanted.pack))
    if wanted.preflight:
        return preflight(request, as_json=wanted.json)
    return train_in_terminal(request, as_json=wanted.json)


def train_in_terminal(request: TrainRequest, *, as_json: bool = False) -> int:
    """Do what a request asks with a bar, or with events as JSON; return the exit code."""
    progress = TrainingProgress(sys.stderr)

    def hear(event: Event) -> None:
        if as_json:
            sys.stdout.write(to_line(event) + "\n")
            sys.stdout.flush()
        else:
            progress.hear(event)

    try:
        end = converse(request, hear)
    finally:
        progress.close()
    if isinstance(end, Failed):
        raise TrainingError(end.message, end.hint)
    if isinstance(end, Stopped):
        sys.stderr.write(_stopped_text(request, end))
        return STOPPED
    if isinstance(end, Finished) and not as_json:
        sys.stdout.write(_finished_text(end))
    return 0


def pack(request: TrainRequest, path: Path) -> int:
    """Set a training out and put it into a zip for another computer; return the exit code."""
    from core.training.run_folder import set_out
    from core.training.run_zip import export_run

    folder = set_out(request)
    export_run(folder, path)
    sys.stdout.write(
        f"Packed into {path}. Unpack it there and run “sweetspot train --request request.json” "
        f"in its folder; then “sweetspot runs export . back.zip”, and “runs import” here.\n"
    )
    return 0


def preflight(request: TrainRequest, *, as_json: bool = False) -> int:
    """Print what a training would take; return 0, or 1 where it may not begin."""
    found = Preflight.from_mapping(ask_trainer("preflight", request.to_mapping()))
    text = json.dumps(found.to_mapping(), indent=2) + "\n" if as_json else preflight_text(found)
    sys.stdout.write(text)
    return 0 if found.may_begin else 1


def converse(request: TrainRequest, hear: Callable[[Event], None]) -> Event:
    """Run the trainer to its end, telling ``hear`` every event; return the last one.

    The first Ctrl-C asks it to save and end, the second ends it at once.
    """
    with tempfile.TemporaryDirectory(prefix="sweetspot-") as folder:
        path = Path(folder) / REQUEST_FILE
        path.write_text(request.to_json(), encoding="utf-8")
        command = trainer_command("train", path)
        with TrainerChild(command, low_priority=False) as child, stop_on_interrupt(_Stop(child)):
            last: Event = Stopped()
            for event in child.events():
                hear(event)
                last = event
            return last


class _Stop(threading.Event):
    """Set by Ctrl-C: tells the trainer at once, even while we wait for its next line."""

    def __init__(self, child: TrainerChild) -> None:
        super().__init__()
        self._child = child

    def set(self) -> None:
        """Ask the trainer to stop."""
        super().set()
        self._child.stop()


def request_of(wanted: argparse.Namespace) -> TrainRequest:
    """Return the request that the options ask for. Raises ``SweetspotError``."""
    if wanted.resume:
        if not wanted.run_dir:
            raise TrainingError("Which run shall go on?", "Name its folder with --run-dir.")
        begun = read_request(Path(wanted.run_dir) / REQUEST_FILE)
        return TrainRequest(
            begun.dataset, _absolute(wanted.run_dir), begun.preset, begun.settings
        ).with_settings(**_settings(wanted))
    base = read_request(Path(wanted.request)) if wanted.request else None
    dataset = wanted.dataset or (base.dataset if base else None)
    if dataset is None:
        raise TrainingError(
            "What shall it learn from?", "Name a folder of labelled pictures with --dataset."
        )
    preset = wanted.preset or (base.preset if base else None)
    settings = {**(base.settings if base else {}), **_settings(wanted)}
    if preset and preset_named(preset).starts_from_current and "start_from" not in settings:
        settings["start_from"] = str(detector_folder(None))
    run_dir = wanted.run_dir or (base.run_dir if base else None)
    if run_dir is None:
        stamp = datetime.now().astimezone().strftime("%Y-%m-%d-%H%M%S")
        run_dir = default_library() / RUNS / f"{stamp}-{preset or settings.get('arch', 'run')}"
    return TrainRequest(_absolute(dataset), _absolute(run_dir), preset, settings)


def _settings(wanted: argparse.Namespace) -> dict[str, Any]:
    """The options that were given, as the trainer calls them."""
    plain = ("arch", "epochs", "lr", "seed", "device", "patience")
    found = {name: getattr(wanted, name) for name in plain if getattr(wanted, name) is not None}
    if wanted.img_size:
        found["input_width"], found["input_height"] = size_of(wanted.img_size)
    if wanted.batch_size is not None:
        found["batch_size"] = found["frame_batch_size"] = wanted.batch_size
    if wanted.classes:
        found["classes"] = [name.strip() for name in wanted.classes.split(",") if name.strip()]
    if wanted.lr_step:
        found["lr_step"] = _whole_numbers(wanted.lr_step)
    if wanted.time_budget is not None:
        found["time_budget_s"] = wanted.time_budget
    if wanted.no_ema:
        found["ema"] = False
    for name in ("start_from", "backbone_weights"):
        if getattr(wanted, name):
            found[name] = _absolute(getattr(wanted, name))
    for pair in wanted.set or ():
        name, equals, value = pair.partition("=")
        if not equals:
            raise TrainingError(f"“{pair}” sets nothing.", "Write it as --set flip_rate=0.5.")
        found[name.strip()] = _value(value)
    return found


def size_of(text: str) -> tuple[int, int]:
    """Return width and height of ``384`` or ``640x352``; raise ``TrainingError`` for others."""
    match = re.fullmatch(r"(\d{2,4})(?:x(\d{2,4}))?", text)
    if match is None:
        raise TrainingError(f"“{text}” is no size.", "Write it as 384 or as 640x352.")
    return int(match[1]), int(match[2] or match[1])


def _whole_numbers(text: str) -> list[int]:
    try:
        return [int(each) for each in text.split(",")]
    except ValueError:
        raise TrainingError(
            f"“{text}” is no list of epochs.", "Write it as --lr-step 25,30."
        ) from None


def _value(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _absolute(path: str | Path) -> str:
    return str(Path(path).expanduser().absolute())


def _stopped_text(request: TrainRequest, end: Stopped) -> str:
    if not end.checkpoint:
        return "Stopped before the first step.\n"
    return (
        f"Stopped at step {end.step}. Nothing is lost: "
        f"“sweetspot train --resume --run-dir {request.run_dir}” goes on from there.\n"
    )


def _finished_text(end: Finished) -> str:
    best = "" if end.best_ap50 is None else f" Best mean AP50: {100 * end.best_ap50:.1f}."
    return f"{end.why}{best}\nThe net: {end.checkpoint}\n"
