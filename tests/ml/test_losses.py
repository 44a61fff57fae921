"""The losses at their edges."""

from __future__ import annotations

import numpy as np
import torch

from core.dataset.labels import Labels
from ml.config import TrainConfig
from ml.data.batch import collate
from ml.losses import TargetBatch, focal_loss, total_loss
from ml.maps import Maps
from ml.targets import encode

CONFIG = TrainConfig(dataset="", run_dir="")
NO_BOXES = np.zeros((0, 4), np.float32), np.zeros(0, np.int64)


def batch_of(*labels: Labels) -> TargetBatch:
    picture = np.zeros((64, 96, 3), np.uint8)
    targets = [encode(each, 4, 96, 64) for each in labels]
    return collate([picture] * len(labels), targets).targets


def maps_of(n: int, fill: float = 0.0) -> Maps:
    made = [torch.full((n, c, 16, 24), fill, requires_grad=True) for c in (4, 2, 2)]
    return Maps(*made)


def test_the_loss_is_finite_with_no_objects_at_all() -> None:
    for fill in (-80.0, 0.0, 80.0):
        maps = maps_of(2, fill)
        empty = Labels(*NO_BOXES, *NO_BOXES, frozenset())
        loss, parts = total_loss(maps, batch_of(empty, empty), CONFIG)
        loss.backward()
        assert torch.isfinite(loss)
        assert all(torch.isfinite(v) for v in parts.values())
        assert torch.isfinite(maps.hmap.grad).all()


def test_unknown_places_give_no_gradient() -> None:
    box = np.array([[20, 20, 40, 40]], np.float32)
    ignored = np.array([[60, 0, 96, 30]], np.float32)
    labels = Labels(box, np.array([1]), ignored, np.array([0]), frozenset({2}))
    maps, targets = maps_of(1), batch_of(labels)
    total_loss(maps, targets, CONFIG)[0].backward()
    grad = maps.hmap.grad
    assert (grad[targets.judged == 0] == 0).all()
    assert (grad[0, 2] == 0).all(), "a partly labelled class without labels"
    assert (grad[0, 0, :7, 15:] == 0).all(), "an ignored region"
    assert (grad[0, 3] > 0).all(), "known background is pushed down"
    peak = targets.hmap == 1
    assert (grad[peak] < 0).all(), "a peak is pulled up"


def test_only_cells_with_objects_pull_on_offset_and_size() -> None:
    box = np.array([[20, 20, 40, 40]], np.float32)
    maps, targets = maps_of(1), batch_of(Labels(box, np.array([1]), *NO_BOXES, frozenset()))
    total_loss(maps, targets, CONFIG)[0].backward()
    for grad in (maps.regs.grad, maps.w_h_.grad):
        touched = grad.flatten(2).abs().sum(1)[0].nonzero().flatten()
        assert touched.tolist() == targets.cell.tolist()


def test_a_perfect_answer_costs_almost_nothing() -> None:
    box = np.array([[20, 20, 41, 43]], np.float32)
    targets = batch_of(Labels(box, np.array([1]), *NO_BOXES, frozenset()))
    maps = maps_of(1, -20.0)
    with torch.no_grad():
        maps.hmap[targets.hmap == 1] = 20.0
        for value, truth in ((maps.regs, targets.offset), (maps.w_h_, targets.size)):
            value.flatten(2)[0, :, targets.cell[0]] = truth[0]
    assert total_loss(maps, targets, CONFIG)[0].item() < 1e-6


def test_focal_loss_equals_its_textbook_form() -> None:
    generator = torch.Generator().manual_seed(0)
    logits = torch.randn(2, 4, 8, 8, generator=generator)
    target = torch.rand(2, 4, 8, 8, generator=generator)
    target[0, 0, 2, 2] = target[1, 3, 4, 4] = 1.0
    p = logits.sigmoid()
    plain = torch.where(
        target == 1, (1 - p) ** 2 * p.log(), (1 - target) ** 4 * p**2 * (1 - p).log()
    )
    ours = focal_loss(logits, target, torch.ones_like(target), torch.ones(4))
    torch.testing.assert_close(ours, -plain.sum() / 2)
