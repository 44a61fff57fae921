"""What ``sweetspot dataset`` can be asked; argparse only, so that asking for help is quick."""

from __future__ import annotations

import argparse

_TOLD = {
    "check": "find what is wrong with it before a training does",
    "summary": "count it: per class, size and session",
    "convert": "write it in another form: COCO, YOLO or Pascal VOC",
    "snapshot": "freeze it under a name that is a hash of its content",
    "build": "make or renew the dataset of the library's fixed frames",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give the parser its verbs (``verb`` in what it parses) and their options."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    made = {
        verb: verbs.add_parser(verb, help=told, description=told.capitalize() + ".")
        for verb, told in _TOLD.items()
    }
    for verb in ("check", "summary", "convert", "snapshot"):
        one = made[verb]
        one.add_argument("dataset", metavar="DIR", help="its folder or main file, in any form")
        one.add_argument("--ours", action="store_true", help="with our classes, by their names")
        one.add_argument("--map", action="append", metavar="THEIRS=OURS", help="one class by hand")
    for verb in ("check", "summary"):
        made[verb].add_argument("--size", default="640x352", metavar="WxH", help="detector's input")
        made[verb].add_argument("--json", action="store_true", help="print JSON instead of text")
    made["convert"].add_argument("out", metavar="OUT", help="a new folder")
    made["convert"].add_argument("--to", required=True, choices=("coco", "yolo", "voc"))
    made["convert"].add_argument(
        "--split-by-scene", action="store_true", help="split anew: no scene in train and in val"
    )
    made["snapshot"].add_argument("out", metavar="OUT", help="the folder of all snapshots")
    made["build"].add_argument("--library", metavar="DIR", help="of this library")
