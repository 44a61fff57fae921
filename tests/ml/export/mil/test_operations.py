"""What an operation means where no other runtime here can be asked."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from mil_programs import Untyped, builder, evaluated
from torch.nn import functional

from core.errors import ModelError
from ml.export.mil.resizing import bilinear, sample_points
from ml.export.mil.table import known_operations

_ROW = np.arange(1, 7, dtype=np.float32).reshape(1, 1, 1, 6)


def _computed(tmp_path: Path, build: Untyped, x: np.ndarray, target: str = "iOS16") -> np.ndarray:
    (made,) = evaluated(tmp_path / "m.mlpackage", [(x.shape, "fp32")], build, x, target=target)
    return made


def test_joining_by_turns(tmp_path: Path) -> None:
    mb = builder()
    x = np.array([[1, 2], [3, 4], [5, 6]], np.float32)
    made = _computed(
        tmp_path,
        lambda x: mb.concat(
            values=[x, mb.mul(x=x, y=np.float32(10))], axis=0, interleave=True, name="out"
        ),
        x,
    )
    assert made.tolist() == [[1, 2], [10, 20], [3, 4], [30, 40], [5, 6], [50, 60]]


def test_a_running_sum_that_leaves_itself_out(tmp_path: Path) -> None:
    mb = builder()
    made = _computed(
        tmp_path,
        lambda x: mb.cumsum(x=x, axis=3, exclusive=True, reverse=True, name="out"),
        _ROW,
    )
    assert made.ravel().tolist() == [20, 18, 15, 11, 6, 0]


def test_silu(tmp_path: Path) -> None:
    mb = builder()
    x = np.linspace(-20, 20, 41, dtype=np.float32)
    made = _computed(tmp_path, lambda x: mb.silu(x=x, name="out"), x)
    np.testing.assert_allclose(made, x / (1 + np.exp(-x)), rtol=1e-5, atol=1e-6)


def test_gathering_by_places_in_several_axes(tmp_path: Path) -> None:
    mb = builder()
    x = np.arange(24, dtype=np.float32).reshape(2, 3, 4)
    places = np.array([[1, 2], [0, -3]], np.int32)
    made = _computed(tmp_path, lambda x: mb.gather_nd(x=x, indices=places, name="out"), x)
    np.testing.assert_array_equal(made, x[[1, 0], [2, 0]])


def test_part_of_a_tensor_is_written_over(tmp_path: Path) -> None:
    mb = builder()
    made = _computed(
        tmp_path,
        lambda x: mb.slice_update(
            x=x,
            update=np.array([[[[-1, -2]]]], np.float32),
            begin=[0, 0, 0, 1],
            end=[1, 1, 1, 5],
            stride=[1, 1, 1, 2],
            name="out",
        ),
        _ROW,
        "iOS18",
    )
    assert made.ravel().tolist() == [1, -1, 3, -2, 5, 6]


@pytest.mark.parametrize("kind", ["max_pool", "avg_pool"])
@pytest.mark.parametrize(
    ("size", "kernel", "stride", "pad"), [(7, 2, 2, 0), (6, 3, 2, 1), (8, 3, 3, 1)]
)
def test_pools_that_round_up_are_torchs(
    tmp_path: Path, kind: str, size: int, kernel: int, stride: int, pad: int
) -> None:
    mb = builder()
    x = np.random.default_rng(0).standard_normal((1, 2, size, size + 1)).astype(np.float32)
    made = _computed(
        tmp_path,
        lambda x: getattr(mb, kind)(
            x=x,
            kernel_sizes=[kernel] * 2,
            strides=[stride] * 2,
            pad_type="custom",
            pad=[pad] * 4,
            ceil_mode=True,
            name="out",
        ),
        x,
    )
    pool = functional.max_pool2d if kind == "max_pool" else functional.avg_pool2d
    theirs = pool(torch.from_numpy(x), kernel, stride, pad, ceil_mode=True)
    np.testing.assert_allclose(made, theirs.numpy(), atol=1e-6)


@pytest.mark.parametrize("size", [5, 6])
@pytest.mark.parametrize(("kernel", "stride"), [(2, 2), (3, 2), (4, 2), (3, 1), (1, 2)])
def test_a_deconvolution_undoes_the_shape_of_the_convolution(
    tmp_path: Path, size: int, kernel: int, stride: int
) -> None:
    """With "same" it is the gradient of a convolution with "same": as long as its input was."""
    mb = builder()
    rng = np.random.default_rng(1)
    x = rng.standard_normal((1, 2, size, size)).astype(np.float32)
    weight = rng.standard_normal((2, 3, kernel, kernel)).astype(np.float32)
    made = _computed(
        tmp_path,
        lambda x: mb.conv_transpose(
            x=x, weight=weight, strides=[stride] * 2, pad_type="same", name="out"
        ),
        x,
    )
    long = size * stride
    total = max(0, (size - 1) * stride + kernel - long)
    before, after = total // 2, total - total // 2
    source = torch.zeros(1, 3, long, long, requires_grad=True)
    padded = functional.pad(source, (before, after, before, after))
    result = functional.conv2d(padded, torch.from_numpy(weight), stride=stride)
    result.backward(torch.from_numpy(x))
    np.testing.assert_allclose(made, source.grad.numpy(), atol=1e-5)


def test_a_deconvolution_with_a_given_shape(tmp_path: Path) -> None:
    mb = builder()
    x = np.ones((1, 1, 3, 3), np.float32)
    weight = np.ones((1, 1, 3, 3), np.float32)
    made = _computed(
        tmp_path,
        lambda x: mb.conv_transpose(
            x=x,
            weight=weight,
            strides=[2, 2],
            pad_type="custom",
            pad=[1, 0, 1, 0],
            output_shape=[1, 1, 6, 6],
            name="out",
        ),
        x,
    )
    whole = functional.conv_transpose2d(torch.from_numpy(x), torch.from_numpy(weight), stride=2)
    np.testing.assert_array_equal(made, whole[:, :, 1:, 1:].numpy())


@pytest.mark.parametrize(
    ("mode", "wanted", "points"),
    [
        # As coremltools documents them, for an axis of two cells.
        ("UNALIGN_CORNERS", 5, [0.0, 0.1, 0.5, 0.9, 1.0]),
        ("STRICT_ALIGN_CORNERS", 5, [0.0, 0.25, 0.5, 0.75, 1.0]),
        ("ALIGN_CORNERS", 5, [0.0, 0.25, 0.5, 0.75, 1.0]),
        ("DEFAULT", 5, [0.0, 0.4, 0.8, 1.0, 1.0]),
        ("OFFSET_CORNERS", 5, [0.1, 0.3, 0.5, 0.7, 0.9]),
        ("UNALIGN_CORNERS", 6, [0.0, 0.0, 1 / 3, 2 / 3, 1.0, 1.0]),
        ("STRICT_ALIGN_CORNERS", 6, [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]),
        ("DEFAULT", 6, [0.0, 1 / 3, 2 / 3, 1.0, 1.0, 1.0]),
        ("OFFSET_CORNERS", 6, [1 / 12, 0.25, 5 / 12, 7 / 12, 0.75, 11 / 12]),
        ("ALIGN_CORNERS", 1, [0.5]),
    ],
)
def test_samples_lie_where_they_are_documented_to(
    mode: str, wanted: int, points: list[float]
) -> None:
    assert sample_points(2, wanted, mode).tolist() == pytest.approx(points, abs=1e-12)
    ramp = torch.tensor([[0.0, 1.0], [0.0, 1.0]])
    assert bilinear(ramp, [1, wanted], mode)[0].tolist() == pytest.approx(points, abs=1e-6)


def test_more_than_any_memory_holds_is_refused(tmp_path: Path) -> None:
    mb = builder()

    def build(x: Untyped) -> Untyped:
        return mb.tile(x=x, reps=[1, 1, 1 << 15, 1 << 14], name="out")

    with pytest.raises(ModelError, match="“tile”, which makes “out” cannot be computed"):
        _computed(tmp_path, build, _ROW)


def test_what_no_whole_number_can_hold_is_refused(tmp_path: Path) -> None:
    mb = builder()

    def build(x: Untyped) -> Untyped:
        return mb.cast(x=mb.cast(x=x, dtype="int8"), dtype="fp32", name="out")

    with pytest.raises(ModelError, match="600 does not fit into int8"):
        _computed(tmp_path, build, _ROW * 100, "iOS17")


def test_every_operation_our_nets_and_their_neighbours_need_is_known() -> None:
    needed = (
        "conv conv_transpose relu relu6 clip add mul sub real_div cast sigmoid max_pool avg_pool "
        "upsample_bilinear upsample_nearest_neighbor resize_bilinear concat split slice_by_index "
        "reshape transpose batch_norm softmax pad equal greater select reduce_mean reduce_max topk "
        "gather read_state write_state constexpr_affine_dequantize constexpr_lut_to_dense "
        "constexpr_sparse_to_dense constexpr_cast constexpr_blockwise_shift_scale "
        "constexpr_lut_to_sparse constexpr_sparse_blockwise_shift_scale"
    )
    assert set(needed.split()) <= known_operations()
