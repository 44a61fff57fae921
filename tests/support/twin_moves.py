"""Random operations that move numbers about or work over axes, for both twins."""

from __future__ import annotations

import numpy as np
from twin_steps import Pair, Step, Twins

_INT64_MAX = np.iinfo(np.int64).max


def _ints(t: Twins, values: list[int]) -> str:
    return t.graph.constant(np.array(values, np.int64))


def transpose(t: Twins, x: Pair) -> Pair:
    perm = t.one_of([0, 2, 1, 3], [0, 1, 3, 2], [0, 3, 2, 1])
    return Pair(t.mb.transpose(x=x.mil, perm=perm), t.graph.node("Transpose", [x.onnx], perm=perm))


def reshape(t: Twins, x: Pair) -> Pair:
    """Two axes change their lengths; 0 keeps one, -1 is worked out."""
    n, c, h, w = x.shape
    shape = t.one_of([n, c, h * w, 1], [n, -1, h, w], [n, 1, c, h * w])
    return Pair(
        t.mb.reshape(x=x.mil, shape=shape),
        t.graph.node("Reshape", [x.onnx, _ints(t, shape)]),
    )


def concat(t: Twins, x: Pair) -> Pair:
    axis = t.one_of(1, 2, 3, -1)
    y = t.mb.mul(x=x.mil, y=t.number(0.5))
    other = t.graph.node("Mul", [x.onnx, t.graph.constant(np.asarray(t.number(0.5)))])
    return Pair(
        t.mb.concat(values=[x.mil, y], axis=axis),
        t.graph.node("Concat", [x.onnx, other], axis=axis),
    )


def split(t: Twins, x: Pair) -> Pair:
    """Cut in two; the second piece is what goes on."""
    axis = t.one_of(1, 2, 3)
    length = x.shape[axis]
    if length < 2:
        return x
    first = t.draw(1, length - 1)
    sizes = [first, length - first]
    names = t.graph.nodes("Split", [x.onnx, _ints(t, sizes)], 2, axis=axis)
    return Pair(t.mb.split(x=x.mil, split_sizes=sizes, axis=axis)[1], names[1])


def part(t: Twins, x: Pair) -> Pair:
    """A slice with steps forwards or backwards, open or negative ends."""
    begin, end, stride, begin_mask, end_mask = (
        [0] * 4,
        list(x.shape),
        [1] * 4,
        [False] * 4,
        [False] * 4,
    )
    axis = t.one_of(1, 2, 3)
    length = x.shape[axis]
    begin[axis] = t.draw(0, length - 1)
    end[axis] = t.draw(begin[axis] + 1, length)
    stride[axis] = t.draw(1, 2)
    begin_mask[axis] = t.one_of(True, False)
    end_mask[axis] = t.one_of(True, False)
    if t.one_of(True, False) and begin[axis]:
        begin[axis] -= length
    if t.one_of(True, False) and end[axis] < length:
        end[axis] -= length
    first = 0 if begin_mask[axis] else begin[axis]
    last = _INT64_MAX if end_mask[axis] else end[axis]
    names = [_ints(t, [first]), _ints(t, [last]), _ints(t, [axis]), _ints(t, [stride[axis]])]
    return Pair(
        t.mb.slice_by_index(
            x=x.mil, begin=begin, end=end, stride=stride, begin_mask=begin_mask, end_mask=end_mask
        ),
        t.graph.node("Slice", [x.onnx, *names]),
    )


def pad(t: Twins, x: Pair) -> Pair:
    mode = t.one_of("constant", "reflect", "replicate")
    room = [min(2, x.shape[2] - 1), min(2, x.shape[3] - 1)]
    pads = [t.draw(0, room[0]), t.draw(0, room[0]), t.draw(0, room[1]), t.draw(0, room[1])]
    value = t.number(1.5 if mode == "constant" else 0.0)
    both = [0, 0, pads[0], pads[2], 0, 0, pads[1], pads[3]]
    names = [x.onnx, _ints(t, both), t.graph.constant(np.asarray(value))]
    words = {"constant": "constant", "reflect": "reflect", "replicate": "edge"}
    return Pair(
        t.mb.pad(x=x.mil, pad=pads, mode=mode, constant_val=value),
        t.graph.node("Pad", names, mode=words[mode]),
    )


def tile(t: Twins, x: Pair) -> Pair:
    reps = [1, t.draw(1, 2), 1, t.draw(1, 2)]
    return Pair(t.mb.tile(x=x.mil, reps=reps), t.graph.node("Tile", [x.onnx, _ints(t, reps)]))


def gather(t: Twins, x: Pair) -> Pair:
    axis = t.one_of(1, 2, 3)
    places = [t.draw(0, x.shape[axis] - 1) for _ in range(3)]
    return Pair(
        t.mb.gather(x=x.mil, indices=np.array(places, np.int32), axis=axis),
        t.graph.node("Gather", [x.onnx, _ints(t, places)], axis=axis),
    )


def topk(t: Twins, x: Pair) -> Pair:
    axis = t.one_of(1, 2, 3)
    k, ascending = t.draw(1, x.shape[axis]), t.one_of(True, False)
    values, _ = t.graph.nodes(
        "TopK", [x.onnx, _ints(t, [k])], 2, False, axis=axis, largest=int(not ascending)
    )
    return Pair(t.mb.topk(x=x.mil, k=k, axis=axis, ascending=ascending)[0], values)


_REDUCTIONS = {
    "reduce_max": "ReduceMax",
    "reduce_min": "ReduceMin",
    "reduce_mean": "ReduceMean",
    "reduce_sum": "ReduceSum",
    "reduce_l2_norm": "ReduceL2",
    "reduce_log_sum_exp": "ReduceLogSumExp",
}


def reduce(t: Twins, x: Pair) -> Pair:
    name = t.one_of(*_REDUCTIONS)
    axes = t.one_of([2, 3], [1], [-1], [1, 2, 3])
    return Pair(
        getattr(t.mb, name)(x=x.mil, axes=axes, keep_dims=True),
        t.graph.node(_REDUCTIONS[name], [x.onnx, _ints(t, axes)], keepdims=1),
    )


def softmax(t: Twins, x: Pair) -> Pair:
    axis = t.one_of(1, 2, 3, -1)
    return Pair(t.mb.softmax(x=x.mil, axis=axis), t.graph.node("Softmax", [x.onnx], axis=axis))


def batch_norm(t: Twins, x: Pair) -> Pair:
    c = x.shape[1]
    mean, gamma, beta = t.numbers(c), t.numbers(c), t.numbers(c)
    variance = (np.abs(t.numbers(c)) + 0.5).astype(mean.dtype)
    epsilon = t.number(1e-3)
    names = [t.graph.constant(each) for each in (gamma, beta, mean, variance)]
    return Pair(
        t.mb.batch_norm(
            x=x.mil, mean=mean, variance=variance, gamma=gamma, beta=beta, epsilon=epsilon
        ),
        t.graph.node("BatchNormalization", [x.onnx, *names], epsilon=float(epsilon)),
    )


def matmul(t: Twins, x: Pair) -> Pair:
    other = t.numbers(x.shape[3], t.draw(1, 4), spread=x.shape[3] ** -0.5)
    return Pair(
        t.mb.matmul(x=x.mil, y=other), t.graph.node("MatMul", [x.onnx, t.graph.constant(other)])
    )


def resize(t: Twins, x: Pair) -> Pair:
    h, w = x.shape[2:]
    kind = t.one_of("bilinear", "nearest", "DEFAULT", "UNALIGN_CORNERS", "STRICT_ALIGN_CORNERS")
    if kind == "bilinear":
        corners = t.one_of(True, False)
        sizes = [h * 2, w * 3]
        mil = t.mb.upsample_bilinear(
            x=x.mil, scale_factor_height=2, scale_factor_width=3, align_corners=corners
        )
        kind = "STRICT_ALIGN_CORNERS" if corners else "UNALIGN_CORNERS"
    elif kind == "nearest":
        sizes = [h * 2, w * 2]
        mil = t.mb.upsample_nearest_neighbor(x=x.mil, scale_factor_height=2, scale_factor_width=2)
    else:
        sizes = [t.draw(1, 2 * h + 1), t.draw(1, 2 * w + 1)]
        mil = t.mb.resize_bilinear(
            x=x.mil, target_size_height=sizes[0], target_size_width=sizes[1], sampling_mode=kind
        )
    grid = {
        "nearest": "asymmetric",
        "DEFAULT": "asymmetric",
        "UNALIGN_CORNERS": "half_pixel",
        "STRICT_ALIGN_CORNERS": "align_corners",
    }[kind]
    mode = "nearest" if kind == "nearest" else "linear"
    extra = {"nearest_mode": "floor"} if mode == "nearest" else {}
    names = [x.onnx, "", "", _ints(t, [*x.shape[:2], *sizes])]
    return Pair(
        mil,
        t.graph.node("Resize", names, mode=mode, coordinate_transformation_mode=grid, **extra),
    )


def shuffle(t: Twins, x: Pair) -> Pair:
    if x.shape[1] % 4:
        return x
    return Pair(
        t.mb.pixel_shuffle(x=x.mil, upscale_factor=2),
        t.graph.node("DepthToSpace", [x.onnx], blocksize=2, mode="CRD"),
    )


MOVES: tuple[Step, ...] = (
    transpose,
    reshape,
    concat,
    split,
    part,
    pad,
    tile,
    gather,
    topk,
    reduce,
    softmax,
    batch_norm,
    matmul,
    resize,
    shuffle,
)
