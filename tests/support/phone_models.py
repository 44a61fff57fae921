"""Small exported detectors that were really trained, a little, for tests of export and check."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import torch
from label_values import known
from torch import Tensor

from core.dataset.labels import Labels
from core.detections.model_manifest import ModelManifest
from core.detections.preprocess import PAD_VALUE, Letterbox
from core.phone.export_request import ExportRequest
from core.phone.golden import Golden, GoldenFrame, GoldenLetterbox, Stretch, write_picture
from core.resources import default_model
from core.video.frame import Picture
from ml import checkpoint
from ml.config import TrainConfig
from ml.export.check_runners import planes
from ml.export.exporting import export
from ml.export.source import read_source
from ml.losses import TargetBatch, total_loss
from ml.maps import Maps
from ml.nets.centernet import CenterNet
from ml.targets import Targets, encode

SIZE, SOURCE = (96, 64), (1280, 720)
"""Width and height of the input, and of the film that its pictures are said to come from."""

LIGHT = "mobilenetv2+light-16-16-12-8+head-8"
DECONV = "resnet_18+deconv-12-12-8+head-8"
"""With the backbone whose three channels have three deviations."""

_COLOURS = ((205, 70, 60), (60, 180, 75), (240, 230, 50), (70, 100, 220))
_SIDES = ((16, 26), (9, 12), (6, 6), (8, 8))


def scenes(count: int = 4) -> list[tuple[Picture, Labels]]:
    """Return letterboxed pictures of one object of each class that wander, and their boxes."""
    rng = np.random.default_rng(5)
    box = Letterbox(*SOURCE, *SIZE)
    top, bottom = box.margin[1], box.margin[1] + box.fitted[1]
    ground = rng.integers(90, 130, (SIZE[1], SIZE[0], 3))
    found = []
    for number in range(count):
        picture = np.clip(ground + rng.integers(-6, 7, ground.shape), 0, 255).astype(np.uint8)
        rows = []
        for kind, (width, height) in enumerate(_SIDES):
            x = 6 + kind * 22 + 2 * number
            y = top + 5 + (7 * kind + 3 * number) % (bottom - top - height - 8)
            picture[y : y + height, x : x + width] = _COLOURS[kind]
            rows.append((x, y, x + width, y + height))
        picture[:top], picture[bottom:] = PAD_VALUE, PAD_VALUE
        found.append((picture, known(rows, list(range(4)))))
    return found


@cache
def trained_net(arch: str = LIGHT, rate: float = 2e-2) -> CenterNet:
    """Return a net that finds the objects in ``scenes``: only neck and heads have learned that.

    A MobileNetV2 in front of them is the shipped detector's, a ResNet random. Do not change it;
    one net serves all tests of a process.
    """
    torch.manual_seed(3)
    torch.set_num_threads(1)
    net = CenterNet(4, arch)
    images = torch.cat([net.normalise(planes(picture)) for picture, _ in scenes()])
    before = images.roll(1, 0)
    with torch.no_grad():
        for _ in range(6):
            net.train()(images, before)
        if net.arch.backbone == "mobilenetv2":
            _learn_from_shipped(net)
        net.eval()
        moved = None if net.memory is None else net.memory(images - before)
        seen = net.backbone(images, moved)
    targets = _batch([encode(labels, 4, *SIZE, neighbour_weight=0.3) for _, labels in scenes()])
    learning = [p for name, p in net.named_parameters() if not name.startswith(("backbone", "mem"))]
    steps = torch.optim.Adam(learning, lr=rate)
    config = TrainConfig(dataset="", run_dir="", arch=arch)
    for _ in range(100):
        x = net.neck(seen)
        maps = Maps(net.output_hmap(x), net.output_regs(x), net.output_w_h_(x))
        loss, _ = total_loss(maps, targets, config)
        steps.zero_grad()
        loss.backward()
        steps.step()
    return net.eval()


def _learn_from_shipped(net: CenterNet) -> None:
    shipped = read_source(default_model()).net
    net.backbone.load_state_dict(shipped.backbone.state_dict())
    if net.memory is not None and shipped.memory is not None:
        net.memory.load_state_dict(shipped.memory.state_dict())


def _batch(targets: list[Targets]) -> TargetBatch:
    def joined(name: str) -> Tensor:
        return torch.cat([torch.from_numpy(getattr(each, name)) for each in targets])

    def stacked(name: str) -> Tensor:
        return torch.stack([torch.from_numpy(getattr(each, name)) for each in targets])

    picture = torch.cat([torch.full((len(t.cell),), k) for k, t in enumerate(targets)])
    rest = (joined(name) for name in ("cell", "offset", "size", "weight"))
    return TargetBatch(stacked("hmap"), stacked("judged"), picture, *rest)


def write_checkpoint(path: Path, net: CenterNet) -> Path:
    """Write a net as a training would have left it."""
    config = TrainConfig(
        dataset="", run_dir="", arch=str(net.arch), input_width=SIZE[0], input_height=SIZE[1]
    )
    checkpoint.save_weights(
        path, {"config": config.to_mapping(), "step": 1, "ema": net.state_dict()}
    )
    return path


def exported(folder: Path, net: CenterNet, **wishes: object) -> Path:
    """Export a net into the model's folder ``folder``, with golden frames of ``scenes``.

    ``wishes`` are of ``ExportRequest``.
    """
    source = write_checkpoint(folder.parent / f"{folder.name}.pt", net)
    export(ExportRequest(str(source), str(folder), name="Test", **wishes))  # type: ignore[arg-type]
    write_golden(folder)
    return folder


def write_golden(folder: Path) -> None:
    """Give a model's folder the golden frames of ``scenes``, as one stretch."""
    manifest = ModelManifest.load(folder)
    golden = folder / "golden"
    frames = tuple(
        GoldenFrame(write_picture(golden, number, picture), number, number / 30)
        for number, (picture, _) in enumerate(scenes())
    )
    box = Letterbox(*SOURCE, *SIZE)
    Golden(
        source="drawn scenes",
        input_size=SIZE,
        classes=manifest.classes,
        thresholds=dict(manifest.thresholds),
        stride=manifest.stride,
        top_k=manifest.top_k,
        stretches=(Stretch(SOURCE, 30.0, GoldenLetterbox(box.fitted, box.margin), frames),),
    ).save(golden)
