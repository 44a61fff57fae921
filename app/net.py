"""``sweetspot net``: what a net is made of and what it costs, as a table."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from app.trainer_process import ask_trainer
from core.errors import TrainingError
from core.json_value import value_of
from core.text_table import aligned
from core.training.net_summary import NetLayer, NetSummary

_FOLLOWERS = ("BatchNorm2d", "ReLU", "ReLU6")


def net(wanted: argparse.Namespace) -> int:
    """Print the summary of ``wanted.net``, an arch or a checkpoint; return the exit code.

    Raises ``SweetspotError`` for anything the person can put right.
    """
    size = re.fullmatch(r"(\d{1,5})x(\d{1,5})", wanted.size)
    if size is None:
        raise TrainingError(f"“{wanted.size}” is no size.", "Write it as 640x352.")
    request: dict[str, object] = {"width": int(size[1]), "height": int(size[2])}
    if Path(wanted.net).is_file():
        request["checkpoint"] = str(Path(wanted.net).absolute())
    else:
        request |= {"arch": wanted.net, "classes": wanted.classes}
    summary = value_of(NetSummary, ask_trainer("summary", request), "summary")
    if wanted.json:
        sys.stdout.write(json.dumps(asdict(summary), indent=2) + "\n")
    else:
        sys.stdout.write(table_of(summary, every_layer=wanted.all))
    return 0


def table_of(summary: NetSummary, every_layer: bool = False) -> str:
    """Return the layers and the totals as text.

    Batch norms and activations stand in the line of the layer they follow, unless
    ``every_layer`` is wanted.
    """
    layers = summary.layers if every_layer else folded(summary.layers)
    rows = [
        (
            layer.name,
            layer.kind,
            " x ".join(str(n) for n in layer.output),
            f"{layer.parameters:,}",
            f"{layer.multiply_adds / 1e6:,.2f}",
        )
        for layer in layers
    ]
    header = ("layer", "kind", "output", "parameters", "million multiply-adds")
    table = [header, *rows]
    lines = aligned(table, range(2))
    lines.insert(1, "-" * max(len(line) for line in lines))
    return "\n".join([*lines, "", *_totals(summary)]) + "\n"


def folded(layers: Sequence[NetLayer]) -> list[NetLayer]:
    """Return the layers with batch norms and activations added to the one before them."""
    kept: list[NetLayer] = []
    for layer in layers:
        if layer.kind in _FOLLOWERS and kept:
            last = kept[-1]
            kept[-1] = replace(
                last,
                kind=f"{last.kind} + {layer.kind.removesuffix('2d')}",
                parameters=last.parameters + layer.parameters,
                multiply_adds=last.multiply_adds + layer.multiply_adds,
            )
        else:
            kept.append(layer)
    return kept


def _totals(summary: NetSummary) -> list[str]:
    classes = "1 class" if summary.classes == 1 else f"{summary.classes} classes"
    frozen = summary.parameters - summary.trainable_parameters
    lines = [
        f"{summary.arch}, {classes}, {summary.width} x {summary.height} pixels",
        f"  parameters      {summary.parameters:,}" + (f" ({frozen:,} frozen)" if frozen else ""),
        f"  multiply-adds   {summary.multiply_adds / 1e9:.3f} billion for one picture",
        f"  checkpoint      {summary.checkpoint_bytes / 1e6:.1f} MB on disk",
    ]
    if not summary.exportable:
        lines.append("  export          not possible: only the trainer can run this net")
    return lines
