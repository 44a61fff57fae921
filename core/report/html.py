"""The report as a page for a browser: one file, the page itself and every hit in a table."""

from __future__ import annotations

from core.report.charts import clock_of
from core.report.facts import PracticeReport, Shot
from core.report.ink import xml_text
from core.report.page import day_of, page_of

_STYLE = """
body { margin: 0; background: #E7EBF0; font: 16px/1.5 Inter, "Segoe UI", "Noto Sans", sans-serif;
  color: #10151B; }
main { max-width: 860px; margin: 24px auto; padding: 0 12px; }
svg { width: 100%; height: auto; background: #FFF; box-shadow: 0 1px 12px rgba(16, 21, 27, .18); }
table { width: 100%; border-collapse: collapse; margin: 24px 0; background: #FFF; }
th, td { text-align: left; padding: 6px 12px; border-bottom: 1px solid #E1E6EC; }
caption { text-align: left; font-weight: 700; padding: 8px 0; }
@page { size: A4; margin: 0; }
@media print { body { background: none; } main { margin: 0; padding: 0; max-width: none; }
  svg { box-shadow: none; } table { display: none; } }
"""


def html_of(report: PracticeReport) -> str:
    """Return the file's text. It loads nothing from anywhere; printed it is the one page."""
    title = xml_text(f"{report.player or report.title}, {day_of(report.day)}")
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style></head>"
        f"<body><main>{page_of(report)}{_table(report.hits)}</main></body></html>\n"
    )


def _table(hits: tuple[Shot, ...]) -> str:
    if not hits:
        return ""
    rows = "".join(
        f"<tr><td>{hit.number}</td><td>{clock_of(hit.time_s)}</td><td>{hit.score or '–'}"
        f"{'?' if hit.doubtful else ''}</td><td>{xml_text(hit.reason)}</td></tr>"
        for hit in hits
    )
    head = "<tr><th>Hit</th><th>Time</th><th>Score</th><th>Why</th></tr>"
    return f"<table><caption>Every hit</caption>{head}{rows}</table>"
