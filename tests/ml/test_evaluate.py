"""Running over pictures: batches, reading ahead and the flip test change nothing they must not."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from label_values import known

from core.dataset.labels import LabelledPicture
from core.detections.decode import decode
from core.detections.preprocess import Letterbox
from core.errors import Cancelled
from core.video.still_writer import write_still
from ml.config import STRIDE
from ml.evaluate import Forward, Pictures, RawMaps, boxes_of, find, find_all, forward_of_net
from ml.flip_test import mirror_maps, with_flip_test
from ml.nets.centernet import CenterNet

INPUT = 96, 64
SIZES = [(120, 80), (80, 120), (96, 64), (200, 90), (120, 80), (64, 64), (80, 120)]


@pytest.fixture(scope="module")
def net() -> CenterNet:
    """A small net whose batch norms are not the identity, and which finds things in noise."""
    torch.manual_seed(2)
    made = CenterNet(3, "mobilenetv2_light")
    with torch.no_grad():
        made.train()(torch.rand(2, 3, 64, 96) * 2 - 1)
        made.output_hmap[-1].bias.fill_(-1.0)
    return made.eval()


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> list[LabelledPicture]:
    folder = tmp_path_factory.mktemp("pictures")
    rng = np.random.default_rng(4)
    made = []
    for i, (width, height) in enumerate(SIZES):
        write_still(folder / f"{i}.png", rng.integers(0, 256, (height, width, 3), np.uint8))
        made.append(LabelledPicture(i, folder / f"{i}.png", width, height, known([], [])))
    return made


def test_batches_of_mixed_sizes_equal_one_by_one(
    net: CenterNet, pictures: list[LabelledPicture]
) -> None:
    from core.video.still import read_still

    alone = [find(forward_of_net(net, 1), read_still(p.path), INPUT, 3) for p in pictures]
    assert sum(map(len, alone)) > 20
    for batch in (2, 16):
        together = find_all(forward_of_net(net, batch), pictures, INPUT, 3)
        for ours, theirs in zip(together, alone, strict=True):
            # Sums in another order: a score may differ in its last digits, and equal ones swap.
            np.testing.assert_allclose(np.sort(ours.score), np.sort(theirs.score), atol=1e-4)
            order, other = np.lexsort(ours.xyxy.T.round(1)), np.lexsort(theirs.xyxy.T.round(1))
            np.testing.assert_allclose(ours.xyxy[order], theirs.xyxy[other], atol=0.1)


@settings(max_examples=4)
@given(n=st.integers(2, 3), seed=st.integers(0, 2**32 - 1))
def test_a_batch_gives_the_maps_of_each_of_its_pictures(net: CenterNet, n: int, seed: int) -> None:
    batch = np.random.default_rng(seed).integers(0, 256, (n, 64, 96, 3), np.uint8)
    forward = forward_of_net(net)
    together = forward.run(batch)
    for row in range(n):
        for ours, theirs in zip(forward(batch[row]), together, strict=True):
            np.testing.assert_allclose(theirs[row], ours, atol=1e-4)


def equivariant(pictures: Pictures) -> RawMaps:
    """Maps of a net that treats left and right alike: brightness of cells, red for class 0."""
    n, height, width, _ = pictures.shape
    cells = pictures.reshape(n, height // 4, 4, width // 4, 4, 3).mean(axis=(2, 4)) / 255
    heat = (cells.transpose(0, 3, 1, 2) * 8 - 6).astype(np.float32)
    regs = np.full((n, 2, height // 4, width // 4), 0.5, np.float32)
    w_h = 2 + heat[:, :2] * 0.1
    return heat, regs, w_h.astype(np.float32)


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1))
def test_a_flip_test_changes_nothing_for_a_net_that_knows_no_left(seed: int) -> None:
    batch = np.random.default_rng(seed).integers(0, 256, (2, 32, 64, 3), np.uint8)
    plain, flipped = Forward(equivariant, 2), with_flip_test(Forward(equivariant, 2))
    assert flipped.batch == 2
    for ours, theirs in zip(plain.run(batch), flipped.run(batch), strict=True):
        np.testing.assert_allclose(theirs, ours, atol=2e-4)


def test_a_flip_test_averages_what_both_see() -> None:
    def only_left(pictures: Pictures) -> RawMaps:
        heat, regs, w_h = equivariant(pictures)
        heat[..., heat.shape[-1] // 2 :] = -20
        return heat, regs, w_h

    picture = np.full((32, 64, 3), 255, np.uint8)
    heat, _, _ = with_flip_test(Forward(only_left))(picture)
    probability = 1 / (1 + np.exp(-heat))
    np.testing.assert_allclose(probability, 0.5 / (1 + np.exp(-2.0)), atol=1e-4)


@given(st.integers(0, 2**32 - 1))
def test_mirroring_maps_twice_is_nothing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    maps = tuple(rng.normal(size=(1, c, 5, 7)).astype(np.float32) for c in (3, 2, 2))
    for ours, theirs in zip(mirror_maps(mirror_maps(maps)), maps, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-5)


def test_boxes_come_in_pixels_of_the_source() -> None:
    heat = np.full((1, 16, 24), -9, np.float32)
    heat[0, 8, 12] = 3
    maps = heat, np.full((2, 16, 24), 0.5, np.float32), np.full((2, 16, 24), 2, np.float32)
    found = boxes_of(maps, Letterbox(192, 128, 96, 64), 1)
    np.testing.assert_allclose(found.xyxy, [[92, 60, 108, 76]])
    limits = np.full(1, 0.01, np.float32)
    raw = decode(*maps, stride=STRIDE, top_k=100, thresholds=limits)[0]
    np.testing.assert_allclose(raw, [[46, 30, 54, 38]])


def test_progress_is_told_to_the_end(pictures: list[LabelledPicture]) -> None:
    heard: list[tuple[int, int]] = []
    find_all(Forward(equivariant, 2), pictures, INPUT, 3, seen=lambda *n: heard.append(n))
    assert heard[-1] == (len(pictures), len(pictures))
    assert heard == sorted(heard)


def test_stopping_leaves_no_thread(pictures: list[LabelledPicture]) -> None:
    asked = iter([False, False, True])
    with pytest.raises(Cancelled):
        find_all(Forward(equivariant), pictures, INPUT, 3, cancelled=lambda: next(asked))
    assert [thread.name for thread in threading.enumerate() if "pictures" in thread.name] == []


def test_a_lost_picture_is_named(pictures: list[LabelledPicture]) -> None:
    lost = LabelledPicture(9, Path("gone.png"), 96, 64, known([], []))
    with pytest.raises(OSError, match=r"gone\.png"):
        find_all(Forward(equivariant), [*pictures, lost], INPUT, 3)
