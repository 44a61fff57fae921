"""The command line: what was asked, and who does it. Loads nothing that is not needed."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from core.errors import SweetspotError
from core.program import program_version

BAD_INPUT = 2
_SUMMARY = "Find every hit in a tennis practice video and score how centred it was."
_WINDOW_HELP = """\
sweetspot                  open the window
sweetspot VIDEO ...        open it on videos
sweetspot sample           open it on the sample practice
sweetspot analyze VIDEO    find and score the hits in the terminal
sweetspot bundle DETECTOR  pack what goes to the phone, or verify such a file
sweetspot cameras          list cameras and microphones, or try one
sweetspot check DETECTOR   prove that its exported files compute what it computes
sweetspot dataset VERB     check, count, convert or build labelled pictures
sweetspot detect PICTURE   draw what the detector sees in pictures and videos
sweetspot evaluate         judge a detector on labelled pictures
sweetspot export MODEL     write a detector's files for the phone and for others
sweetspot film PRACTICE    make a film of a practice or its hits, with everything drawn in
sweetspot judge TRAINING   compare its detector with the one in use, on pinned clips
sweetspot models           compare the detectors: size, accuracy, speed; adopt, roll back
sweetspot net ARCH         list a net's layers, parameters and multiply-adds
sweetspot report PRACTICE  make the page to take home (PDF, HTML) or a table (CSV)
sweetspot send BUNDLE      hand a bundle to a phone by a code on the screen
sweetspot train            train a detector on labelled pictures
sweetspot runs             list the trainings, or compare two
sweetspot runs export      pack a training for another computer; also import, repeat
sweetspot self-test        check that everything works on this computer

“sweetspot VERB --help” lists a verb's options. The library is where the window has it;
the variable SWEETSPOT_LIBRARY names another folder."""


class _Parser(argparse.ArgumentParser):
    """A parser whose complaint is one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(BAD_INPUT, f"sweetspot: {message}. See “sweetspot --help”.\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the arguments ask and return the exit code: 0, or 2 for bad input."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        _never_choke_on_letters(stream)
    try:
        if arguments and arguments[0] in _VERBS:
            return _VERBS[arguments[0]](arguments[1:])
        return _window(arguments)
    except SweetspotError as error:
        sys.stderr.write(f"sweetspot: {error}\n")
        return BAD_INPUT
    except BrokenPipeError:
        # Whoever read our output has seen enough, as “head” does.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def has_display() -> bool:
    """Return whether a window can be shown here."""
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _window(arguments: list[str]) -> int:
    parser = _Parser(
        prog="sweetspot",
        description=_SUMMARY,
        epilog=_WINDOW_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"Sweetspot {program_version()}")
    parser.add_argument("video", nargs="*", help="videos to open in the window")
    wanted = parser.parse_args(arguments)
    for name in wanted.video:
        if not Path(name).exists():
            raise SweetspotError(
                f"There is no file “{name}”.", "Verbs are analyze, sample and self-test."
            )
    if not has_display():
        raise SweetspotError(
            "There is no display here, so no window can be shown.",
            "“sweetspot analyze VIDEO” finds the hits in the terminal.",
        )
    # Qt is loaded only now: the other verbs run on computers without it.
    from app import application
    from app.qt_check import check_display

    check_display()
    return application.main([str(Path(name).absolute()) for name in wanted.video])


def _analyze(arguments: list[str]) -> int:
    parser = _Parser(prog="sweetspot analyze", description=_SUMMARY)
    parser.add_argument("video", help="the video file")
    parser.add_argument("--model", metavar="DIR", help="the detector's folder; default: ours")
    parser.add_argument(
        "--capture-fps",
        type=float,
        metavar="F",
        help="frames per second a slow-motion file was filmed at; remembered with the practice",
    )
    parser.add_argument("--json", metavar="OUT.json", help="write the hits to this file")
    parser.add_argument("--detections", metavar="OUT.json", help="write every box to this file")
    parser.add_argument("--library", metavar="DIR", help="keep the practice in this library")
    parser.add_argument("--no-sound", action="store_true", help="do not listen for the impact")
    wanted = parser.parse_args(arguments)
    from app.analyze import analyze

    return analyze(wanted)


def _bundle(arguments: list[str]) -> int:
    from app import bundle

    parser = _Parser(
        prog="sweetspot bundle", description="Pack a checked detector for the phone as one file."
    )
    bundle.add_options(parser)
    return bundle.bundle(parser.parse_args(arguments))


def _cameras(arguments: list[str]) -> int:
    from app import cameras

    parser = _Parser(
        prog="sweetspot cameras", description="List what can be watched and listened to."
    )
    cameras.add_options(parser)
    return cameras.cameras(parser.parse_args(arguments))


def _check(arguments: list[str]) -> int:
    from app import check

    parser = _Parser(
        prog="sweetspot check",
        description="Compare a detector's exported files with the detector itself.",
    )
    check.add_options(parser)
    return check.check(parser.parse_args(arguments))


def _dataset(arguments: list[str]) -> int:
    from app.dataset_arguments import add_arguments

    parser = _Parser(prog="sweetspot dataset", description="Labelled pictures in any form.")
    add_arguments(parser)
    wanted = parser.parse_args(arguments)
    from app.dataset import VERBS

    return VERBS[wanted.verb](wanted)


def _detect(arguments: list[str]) -> int:
    parser = _Parser(
        prog="sweetspot detect",
        description="Draw what the detector sees, and list the boxes in pixels.",
    )
    parser.add_argument("source", nargs="+", help="pictures, folders of pictures, videos")
    parser.add_argument("--model", metavar="DIR", help="the detector's folder; default: ours")
    parser.add_argument(
        "--out",
        metavar="PATH",
        help="draw into this picture, or .mp4 for a video; a folder when there are several",
    )
    parser.add_argument("--score", type=float, metavar="S", help="least score, 0 to 1")
    parser.add_argument(
        "--frame", type=int, metavar="N", help="of a video only this frame, counted from 0"
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    wanted = parser.parse_args(arguments)
    from app.detect import detect

    return detect(wanted)


def _evaluate(arguments: list[str]) -> int:
    parser = _Parser(
        prog="sweetspot evaluate",
        description="Judge a detector on labelled pictures; show which of them cost it most.",
    )
    parser.add_argument(
        "--dataset", required=True, metavar="PATH", help="a dataset's folder, or COCO JSON"
    )
    parser.add_argument(
        "--model", metavar="DIR", help="a detector, a training run or a checkpoint; default: ours"
    )
    parser.add_argument("--weights", metavar="FILE", help="another file of the detector's folder")
    parser.add_argument(
        "--out", default="evaluation", metavar="DIR", help="for the report; default: evaluation"
    )
    parser.add_argument("--flip-test", action="store_true", help="see each picture mirrored, too")
    parser.add_argument(
        "--worst", type=int, default=24, metavar="N", help="worst pictures to show; default 24"
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    wanted = parser.parse_args(arguments)
    from app.evaluate import evaluate

    return evaluate(wanted)


def _export(arguments: list[str]) -> int:
    from app import export

    parser = _Parser(prog="sweetspot export", description="Write a detector as ONNX and Core ML.")
    export.add_options(parser)
    return export.export(parser.parse_args(arguments))


def _film(arguments: list[str]) -> int:
    from app import film

    parser = _Parser(
        prog="sweetspot film", description="A practice or its hits as a film, everything drawn in."
    )
    film.add_options(parser)
    return film.film(parser.parse_args(arguments))


def _judge(arguments: list[str]) -> int:
    from app import judge

    parser = _Parser(
        prog="sweetspot judge", description="Compare a detector with the one in use, on clips."
    )
    judge.add_options(parser)
    return judge.judge_verb(parser.parse_args(arguments))


def _models(arguments: list[str]) -> int:
    from app import shelf_verbs

    if arguments and arguments[0] in shelf_verbs.VERBS:
        shelf_parser = _Parser(prog="sweetspot models", description="The detector in use.")
        shelf_verbs.add_options(shelf_parser)
        return shelf_verbs.shelf_verb(shelf_parser.parse_args(arguments))
    parser = _Parser(
        prog="sweetspot models",
        description="Compare detectors: size, accuracy and speed.",
        epilog="Or a verb: list, adopt NAME, rollback, history: the detector in use.",
    )
    parser.add_argument(
        "folder", nargs="*", help="detectors, or folders of detectors; default: all there are"
    )
    parser.add_argument("--plot", metavar="OUT.svg", help="draw them into this SVG or PNG")
    parser.add_argument("--dark", action="store_true", help="draw on a dark ground")
    wanted = parser.parse_args(arguments)
    from app.models import models

    return models(wanted)


def _net(arguments: list[str]) -> int:
    parser = _Parser(
        prog="sweetspot net", description="List what a net is made of and what it costs."
    )
    parser.add_argument(
        "net", help="mobilenetv2, resnet_18, resnet_18+light-96-96-48-32 …, or a checkpoint (.pt)"
    )
    parser.add_argument("--classes", type=int, default=4, metavar="N", help="of an arch; default 4")
    parser.add_argument("--size", default="640x352", metavar="WxH", help="of the input, in pixels")
    parser.add_argument("--all", action="store_true", help="every layer in a line of its own")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    wanted = parser.parse_args(arguments)
    from app.net import net

    return net(wanted)


def _train(arguments: list[str]) -> int:
    from app import train

    parser = _Parser(prog="sweetspot train", description="Train a detector on labelled pictures.")
    train.add_options(parser)
    return train.train(parser.parse_args(arguments))


def _runs(arguments: list[str]) -> int:
    from app import runs

    if arguments and arguments[0] in ("export", "import", "repeat"):
        return _run_verb(arguments[0], arguments[1:])
    parser = _Parser(prog="sweetspot runs", description="List trainings, or compare two.")
    runs.add_options(parser)
    return runs.runs(parser.parse_args(arguments))


def _run_verb(name: str, arguments: list[str]) -> int:
    from app.run_verbs import VERBS

    verb = VERBS[name]
    parser = _Parser(prog=f"sweetspot runs {name}", description=verb.about)
    verb.add_options(parser)
    return verb.do(parser.parse_args(arguments))


def _report(arguments: list[str]) -> int:
    from app import report

    parser = _Parser(
        prog="sweetspot report", description="A practice as one page to take home, or as a table."
    )
    report.add_options(parser)
    return report.report(parser.parse_args(arguments))


def _sample(arguments: list[str]) -> int:
    parser = _Parser(prog="sweetspot sample", description="Open the sample practice.")
    parser.add_argument("--analyze", action="store_true", help="find its hits in the terminal")
    wanted = parser.parse_args(arguments)
    from core.resources import sample_video

    path = str(sample_video())
    return _window([path]) if has_display() and not wanted.analyze else _analyze([path])


def _send(arguments: list[str]) -> int:
    from app import send

    parser = _Parser(
        prog="sweetspot send", description="Hand a bundle to one phone over the local network."
    )
    send.add_options(parser)
    return send.send(parser.parse_args(arguments))


def _self_test(arguments: list[str]) -> int:
    parser = _Parser(prog="sweetspot self-test", description="Check this computer.")
    parser.add_argument("--library", metavar="DIR", help="check this library's disk")
    parser.add_argument("--window", action="store_true", help="open the window, and close it again")
    wanted = parser.parse_args(arguments)
    from app.self_test import self_test

    library = Path(wanted.library) if wanted.library else None
    return self_test(library, whole_window=wanted.window)


def _never_choke_on_letters(stream: object) -> None:
    """Let a terminal that lacks a letter show a question mark instead of an error."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")


_VERBS: dict[str, Callable[[list[str]], int]] = {
    "analyze": _analyze,
    "bundle": _bundle,
    "cameras": _cameras,
    "check": _check,
    "dataset": _dataset,
    "detect": _detect,
    "evaluate": _evaluate,
    "export": _export,
    "film": _film,
    "judge": _judge,
    "models": _models,
    "net": _net,
    "runs": _runs,
    "report": _report,
    "sample": _sample,
    "self-test": _self_test,
    "send": _send,
    "train": _train,
}
