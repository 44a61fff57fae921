"""Smaller weights in a Core ML program, by coremltools' own compression passes."""

from __future__ import annotations

from typing import Any

from ml.export.coreml import tools
from ml.export.coreml.palette import Values, palette_of

_LEAST_NUMBERS = 2048
"""Weights of fewer numbers stay as they are: there is little to gain and the first and last
layers, which are the touchiest, are among them."""

_PALETTES = {"palette6": 6, "palette8": 8}
_CHANNELS_OF_A_PALETTE = 8
"""From iOS 18 on, where a weight may have several: with batch norm folded in, channels differ in
size, and one palette for all of them knows none well."""


def compress(program: Any, how: str, target: str) -> None:  # noqa: ANN401  # coremltools' Program
    """Change `program`: `how` is none, int8 (linear, a scale for each channel) or palette6/8.

    Palettes are ours (`palette_of`): coremltools' k-means needs scikit-learn 1.5.1 or older, its
    even grid loses more. Raises ValueError for another word.
    """
    if how == "none":
        return
    tools.load()
    from coremltools.converters.mil.mil.passes.graph_pass import PassOption
    from coremltools.converters.mil.mil.passes.pass_registry import PASS_REGISTRY
    from coremltools.optimize import coreml as optimize

    if how == "int8":
        each: Any = optimize.OpLinearQuantizerConfig(
            mode="linear_symmetric",
            dtype="int8",
            granularity="per_channel",
            weight_threshold=_LEAST_NUMBERS,
        )
        name = "compression::linear_quantize_weights"
    elif how in _PALETTES:
        bits = _PALETTES[how]

        def look_up(values: Values) -> tuple[Values, Any]:
            return palette_of(values, bits)

        grouped = {"granularity": "per_grouped_channel", "group_size": _CHANNELS_OF_A_PALETTE}
        each = optimize.OpPalettizerConfig(
            mode="custom",
            lut_function=look_up,
            weight_threshold=_LEAST_NUMBERS,
            **(grouped if target == "ios18" else {}),
        )
        name = "compression::palettize_weights"
    else:
        raise ValueError(f"unknown compression {how!r}")
    for function in program.functions.values():
        # What the passes add has no place in torch's source, which a traced program insists on.
        function._essential_scope_sources.clear()
    applied = PASS_REGISTRY[name]
    applied.set_options(
        [
            PassOption("config", optimize.OptimizationConfig(global_config=each)),
            PassOption("joint_compression", False),
        ]
    )
    with tools.quiet():
        applied.apply(program)
