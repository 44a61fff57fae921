"""coremltools, loaded quietly and with our own writer of weights in the place of its native one."""

from __future__ import annotations

import io
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from functools import cache
from importlib import util
from typing import Any

from ml.export.coreml.weight_file import WeightFileWriter


def is_installed() -> bool:
    """Whether there is a coremltools at all; loading it takes seconds."""
    return util.find_spec("coremltools") is not None


@cache
def load() -> Any:  # noqa: ANN401  # a module without types
    """Return coremltools, made independent of its native parts.

    It says a dozen times that those are missing and that it has not been tried with this torch;
    the versions are kept in every package and the check tries each, so nobody has to read it.
    """
    with quiet():
        import coremltools
        from coremltools.converters.mil.backend.mil import load as backend
    backend.BlobWriter = WeightFileWriter
    return coremltools


@contextmanager
def quiet() -> Iterator[None]:
    """Let coremltools and torch's tracer warn into the void."""
    logger = logging.getLogger("coremltools")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        # Its progress bars would stand between our lines.
        with warnings.catch_warnings(), redirect_stderr(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)
