"""What the check says of each mistake that can be planted in an export, as a table.

export PYTHONPATH=.:tests/support
python tests/benchmarks/planted_faults.py                                  takes a minute
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import package_faults as plant
from phone_models import DECONV, exported, trained_net

from core.phone.check_request import CheckRequest
from core.text_table import aligned
from ml.export.check import check

FAULTS: tuple[Callable[[Path], None], ...] = (
    plant.swap_colours,
    plant.normalise_twice,
    plant.average_scale,
    plant.shift_picture,
    plant.other_letterbox,
    plant.transpose_kernel,
    plant.overwrite_blob,
    plant.swap_outputs,
    plant.overflow,
    plant.reorder_classes,
    plant.reorder_class_names,
)


def main() -> None:
    """Plant each in a copy of one export, and print what the check says first."""
    rows = [("planted", "found", "message")]
    with tempfile.TemporaryDirectory() as name:
        right = exported(Path(name) / "right", trained_net(DECONV))
        for fault in (None, *FAULTS):
            folder = Path(shutil.copytree(right, Path(name) / "wrong"))
            if fault is not None:
                fault(folder)
            report = check(CheckRequest(str(folder), keep=False))
            found = report.all_reasons[0].fault.value if report.all_reasons else "passed"
            rows.append((fault.__name__ if fault else "nothing", found, report.verdict))
            shutil.rmtree(folder)
    print("\n".join(aligned(rows, range(3))))


if __name__ == "__main__":
    main()
