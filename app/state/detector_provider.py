"""The detector in use: made when first needed, in the thread that needs it."""

from __future__ import annotations

import threading
from pathlib import Path

from core.detections.detector import Detector
from core.detections.model_manifest import ModelManifest
from core.errors import ModelError


class DetectorProvider:
    """Makes the detector of a folder once and keeps it. Any thread may call it; no QObject."""

    def __init__(self, folder: Path, threads: int = 2) -> None:
        self._lock = threading.Lock()
        self._folder = folder
        self._threads = threads
        self._made: Detector | None = None

    @property
    def folder(self) -> Path:
        """Where the detector lies."""
        return self._folder

    def use(self, folder: Path, threads: int) -> None:
        """Take another folder or number of threads from the next ``get`` on."""
        with self._lock:
            if (folder, threads) != (self._folder, self._threads):
                self._folder, self._threads, self._made = folder, threads, None

    def use_folder(self, folder: Path) -> None:
        """Take another folder from the next ``get`` on."""
        self.use(folder, self._threads)

    def manifest(self) -> ModelManifest:
        """Return the detector's description without loading it; raises ``ModelError``."""
        return ModelManifest.load(self._folder)

    def model_hash(self) -> str:
        """Return the identity of what it finds, without loading it; "" where it is damaged."""
        try:
            return self.manifest().model_hash
        except ModelError:
            return ""

    def own(self) -> Detector:
        """Return another detector like it, for one who cannot share; as slow as the first ``get``.

        Raises ``ModelError``.
        """
        from core.detections.onnx_detector import OnnxDetector

        with self._lock:
            folder, threads = self._folder, self._threads
        return OnnxDetector(folder, threads=threads)

    def get(self) -> Detector:
        """Return the detector; the first call takes about half a second, so not in the GUI thread.

        Raises ``ModelError``.
        """
        with self._lock:
            if self._made is None:
                # Loading ONNX Runtime takes longer than showing the window.
                from core.detections.onnx_detector import OnnxDetector

                self._made = OnnxDetector(self._folder, threads=self._threads)
            return self._made
