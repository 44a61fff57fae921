"""The parts that reports for people are made of: one HTML file that needs nothing beside it."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from html import escape

from core.evaluation.page_style import STYLE


def document(title: str, body: str, style: str = "") -> str:
    """Return a whole page around ``body`` (HTML); ``style`` comes after the usual one."""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}{style}</style></head>\n"
        f"<body><main>{body}</main></body></html>\n"
    )


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows of words as a table, the first one its header."""
    head = "".join(f"<th>{escape(cell)}</th>" for cell in rows[0])
    body = "".join(
        f"<tr><th>{escape(row[0])}</th>"
        + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in rows[1:]
    )
    return (
        f"<div class=wide><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def tiles(values: Sequence[tuple[str, str]]) -> str:
    """Return (name, value) pairs as large figures in a row."""
    each = (
        f"<div><b>{escape(value)}</b><span>{escape(name)}</span></div>" for name, value in values
    )
    return f"<section class=tiles>{''.join(each)}</section>"


def image(jpeg: bytes, words: str) -> str:
    """Return a JPEG inside the page; ``words`` say what is in it to who cannot see it."""
    content = base64.b64encode(jpeg).decode()
    return f'<img alt="{escape(words)}" loading="lazy" src="data:image/jpeg;base64,{content}">'
