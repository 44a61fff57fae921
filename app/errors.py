"""The one place where errors nobody expected arrive: log, say, offer a report."""

from __future__ import annotations

import logging
import platform
import sys
import threading
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler

from core.errors import SweetspotError

logger = logging.getLogger("sweetspot")
LOG_FILE = "sweetspot.log"
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class ErrorHook(QObject):
    """Catches what reaches the top, in any thread, and hands it to the GUI thread.

    ``expected`` carries a ``SweetspotError``; ``surprised`` any other error. Both are also in the
    log file, which is kept small (three files of one megabyte).
    """

    expected = Signal(object)
    surprised = Signal(object)

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.log_file = folder / LOG_FILE
        self._handler: logging.Handler | None = None
        self._before: tuple[object, object] | None = None

    def install(self) -> None:
        """Take over Python's hooks and Qt's messages, and open the log."""
        self._open_log()
        self._before = (sys.excepthook, threading.excepthook)
        sys.excepthook = self._of_main_thread
        threading.excepthook = self._of_other_thread
        qInstallMessageHandler(_log_qt)

    def remove(self) -> None:
        """Give everything back as it was."""
        if self._before is not None:
            sys.excepthook, threading.excepthook = self._before  # type: ignore[assignment]
            self._before = None
            qInstallMessageHandler(None)
        if self._handler is not None:
            logging.getLogger().removeHandler(self._handler)
            self._handler.close()
            self._handler = None

    def report(self, error: BaseException) -> None:
        """Log an error and tell the window; any thread may call it."""
        if isinstance(error, SweetspotError):
            logger.warning("%s", error)
            self.expected.emit(error)
        else:
            logger.error("unexpected error", exc_info=error)
            self.surprised.emit(error)

    def _of_main_thread(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        self.report(error)

    def _of_other_thread(self, what: threading.ExceptHookArgs) -> None:
        if what.exc_value is not None:
            self.report(what.exc_value)

    def _open_log(self) -> None:
        try:
            self.log_file.parent.mkdir(parents=True, exist_ok=True)
            self._handler = RotatingFileHandler(
                self.log_file, maxBytes=1_000_000, backupCount=2, encoding="utf-8", delay=True
            )
        except OSError:
            # A full or locked disk must not keep the window from opening.
            self._handler = logging.StreamHandler()
        self._handler.setFormatter(
            logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
        )
        logging.getLogger().addHandler(self._handler)


def _log_qt(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    logging.getLogger("qt").log(_LEVELS[kind], "%s", message)


def report_text(error: BaseException) -> str:
    """Return what a person can send us: versions, system and the error, no file contents."""
    lines = ["", *"".join(traceback.format_exception(error)).splitlines()]
    return "\n".join([system_text(), *lines])


def system_text() -> str:
    """Return the versions of the program and of what it stands on, and the system."""
    names = ("PySide6_Essentials", "av", "numpy", "onnxruntime", "opencv-python-headless")
    lines = [f"Sweetspot {package_version('sweetspot')}"]
    lines.append(f"Python {platform.python_version()} on {platform.platform()}")
    lines.append(", ".join(f"{name} {package_version(name)}" for name in names))
    return "\n".join(lines)


def package_version(name: str) -> str:
    """Return the version of an installed package, or "not installed"."""
    # Costs a twentieth of a second at the start, and is rarely needed.
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
