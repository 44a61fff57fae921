"""Small Core ML programs made with coremltools' builder, saved as packages."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ml.export.coreml import tools
from ml.export.coreml.container import WEIGHT_FILE, write_package
from ml.export.mil_evaluator import MilEvaluator

Untyped = Any
"""What coremltools and onnx make has no types."""

STORED = {"fp16": np.float16, "fp32": np.float32, "int32": np.int32}
Spec = tuple[Sequence[int], str]
"""An input's shape and kind ("fp16", "fp32", "int32")."""


def builder() -> Untyped:
    """Return coremltools' `mb`."""
    tools.load()
    from coremltools.converters.mil import Builder

    return Builder


def save_program(
    path: Path, specs: Sequence[Spec | Any], build: Callable[..., Any], target: str = "iOS16"
) -> Path:
    """Save what `build` makes of the inputs, exactly as it is, as a package; return `path`.

    The inputs are called as `build`'s parameters are. Other specs than shape and kind are
    coremltools' own (for states).
    """
    ct = tools.load()
    from coremltools.converters.mil.converter import ConverterRegistry, mil_convert_to_proto

    mb, kinds = builder(), ct.converters.mil.mil.types
    inputs = [
        mb.TensorSpec(shape=tuple(spec[0]), dtype=kinds.string_to_builtin(spec[1]))
        if isinstance(spec, tuple)
        else spec
        for spec in specs
    ]
    with tools.quiet(), tempfile.TemporaryDirectory() as folder:
        program = mb.program(input_specs=inputs, opset_version=getattr(ct.target, target))(build)
        model, _ = mil_convert_to_proto(
            program,
            "milinternal",
            "mlprogram",
            ConverterRegistry,
            main_pipeline=ct.PassPipeline.EMPTY,
            specification_version=getattr(ct.target, target).value,
            weights_dir=folder,
        )
        written = Path(folder) / WEIGHT_FILE
        weights = written.read_bytes() if written.exists() else EMPTY_WEIGHTS
    write_package(path, model.SerializeToString(), weights)
    return path


EMPTY_WEIGHTS = bytes([0, 0, 0, 0, 2]) + bytes(59)


def evaluated(
    path: Path,
    specs: Sequence[Spec],
    build: Callable[..., Any],
    *given: NDArray[Any],
    target: str = "iOS16",
) -> list[NDArray[np.generic]]:
    """Save a program, read it back, and return its outputs for `given`, in order."""
    import torch

    evaluator = MilEvaluator.load(save_program(path, specs, build, target))
    fed = {
        said.name: torch.from_numpy(np.ascontiguousarray(each))
        for said, each in zip(evaluator.inputs, given, strict=True)
    }
    made = evaluator.evaluate(fed)
    return [made[each.name].numpy() for each in evaluator.outputs]


def normal(rng: np.random.Generator, shape: Sequence[int], kind: str = "fp32") -> NDArray[Any]:
    """Normal numbers as `kind` holds them."""
    return rng.standard_normal(tuple(shape)).astype(STORED[kind])
