"""The verdict on an export: a sign, a sentence, the reasons, and the frame that differs most."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.state.phone_verdict import Verdict
from app.theme import Theme, set_role
from app.tokens import RADIUS_M, XS, L, S
from core.video.frame import Picture

_SIGN = QSize(44, 44)


class CheckVerdict(QFrame):
    """Shows a ``Verdict`` large enough to be read from where the coach stands."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._verdict: Verdict | None = None
        self._sign, self.headline, self.words = QLabel(), QLabel(), QLabel()
        self.reasons, self.advice = QLabel(), QLabel()
        set_role(self.headline, "headline")
        set_role(self.advice, "muted")
        for label in (self.headline, self.words, self.reasons, self.advice):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        # Reasons come from files: never read as rich text.
        self.reasons.setTextFormat(Qt.TextFormat.PlainText)
        column = QVBoxLayout()
        column.setSpacing(XS)
        for label in (self.headline, self.words, self.reasons, self.advice):
            column.addWidget(label)
        row = QHBoxLayout(self)
        row.setContentsMargins(L, L, L, L)
        row.setSpacing(L)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        theme.changed.connect(self._paint)

    def show_verdict(self, verdict: Verdict) -> None:
        """Show another verdict."""
        self._verdict = verdict
        self.headline.setText(verdict.headline)
        self.words.setText(verdict.words)
        self.reasons.setText("\n".join(f"•  {reason}" for reason in verdict.reasons))
        self.advice.setText(verdict.advice)
        for label in (self.words, self.reasons, self.advice):
            label.setVisible(bool(label.text()))
        said = "passed" if verdict.passed else "not passed"
        self.setAccessibleName(f"Check {said}. {verdict.headline} {verdict.words}")
        self._paint()

    def _paint(self) -> None:
        if self._verdict is None:
            return
        good = self._verdict.passed
        set_role(self, "verdict-good" if good else "verdict-bad")
        icon = self._theme.icon("check" if good else "cross", "good" if good else "danger")
        self._sign.setPixmap(icon.pixmap(_SIGN))


class FramePicture(QWidget):
    """A picture as wide as there is room, with a line below it."""

    def __init__(self) -> None:
        super().__init__()
        self._canvas, self.caption = _Canvas(), QLabel()
        set_role(self.caption, "caption")
        self.caption.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        column.addWidget(self._canvas)
        column.addWidget(self.caption)

    def show_picture(self, rgb: Picture, caption: str) -> None:
        """Show an RGB picture (height, width, 3)."""
        height, width = rgb.shape[:2]
        image = QImage(rgb.data, width, height, rgb.strides[0], QImage.Format.Format_RGB888)
        self._canvas.show_image(image.copy())
        self.caption.setText(caption)
        self.setAccessibleName(f"Picture of the check: {caption}")


class _Canvas(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_image(self, image: QImage) -> None:
        self._image = image
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if self._image.isNull():
            return 0
        return round(width * self._image.height() / self._image.width())

    def sizeHint(self) -> QSize:
        return QSize(480, self.heightForWidth(480))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._image.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left = (self.width() - size.width()) / 2
        room = QRectF(left, 0, size.width(), size.height())
        path = QPainterPath()
        path.addRoundedRect(room, RADIUS_M, RADIUS_M)
        painter.setClipPath(path)
        painter.drawImage(room, self._image)
        painter.end()
