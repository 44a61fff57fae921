"""The look of a report's page, in light and dark."""

STYLE = """
:root { --ground:#f5f6f8; --surface:#fff; --text:#171d25; --muted:#545f6c; --line:#dfe3e8;
  --accent:#2459c9; --soft:#b9cdf5; }
@media (prefers-color-scheme: dark) { :root { --ground:#15191e; --surface:#1c2127; --text:#e9edf2;
  --muted:#a4afbc; --line:#2c333c; --accent:#82aaff; --soft:#31466f; } }
* { box-sizing:border-box }
body { margin:0; background:var(--ground); color:var(--text);
  font:15px/1.5 system-ui, "Segoe UI", "Helvetica Neue", sans-serif }
main { max-width:1180px; margin:0 auto; padding:32px 24px 48px }
h1 { font-size:28px; margin:0 0 4px } h2 { font-size:19px; margin:36px 0 10px }
h3 { font-size:14px; margin:0 0 8px } header p, .note, footer { color:var(--muted); margin:0 }
.note { font-size:13px; margin-top:8px; max-width:90ch }
.tiles { display:flex; flex-wrap:wrap; gap:12px; margin-top:20px }
.tiles div { background:var(--surface); border:1px solid var(--line); border-radius:12px;
  padding:14px 20px; min-width:140px }
.tiles b { display:block; font-size:26px; font-variant-numeric:tabular-nums }
.tiles span { color:var(--muted); font-size:13px }
.wide { overflow-x:auto;
  background:var(--surface); border:1px solid var(--line); border-radius:12px }
table { border-collapse:collapse; width:100%; font-variant-numeric:tabular-nums }
th, td { text-align:right; padding:8px 14px;
  border-bottom:1px solid var(--line); white-space:nowrap }
tr:last-child th, tr:last-child td { border-bottom:0 }
th:first-child { text-align:left } thead th { color:var(--muted); font-weight:500; font-size:13px }
tbody th { font-weight:600 }
.charts { display:grid; grid-template-columns:repeat(auto-fit, minmax(340px, 1fr)); gap:16px }
.charts > div { background:var(--surface); border:1px solid var(--line); border-radius:12px;
  padding:16px 18px }
.row { display:grid; grid-template-columns:64px 1fr 130px; gap:12px; align-items:center;
  font-size:13px; margin:5px 0; font-variant-numeric:tabular-nums }
.bar { position:relative; height:14px;
  background:var(--ground); border-radius:4px; overflow:hidden }
.bar i, .bar b { position:absolute; inset:0 auto 0 0; border-radius:4px }
.bar i { background:var(--soft) } .bar b { background:var(--accent) }
.count { color:var(--muted) }
.gallery { display:grid; grid-template-columns:repeat(auto-fill, minmax(440px, 1fr)); gap:18px;
  margin-top:14px }
figure { margin:0; background:var(--surface); border:1px solid var(--line); border-radius:12px;
  overflow:hidden }
figure img { display:block; width:100%; max-height:640px; object-fit:contain; background:#0b0d10 }
figcaption { padding:12px 16px 14px } figcaption h3 { overflow-wrap:anywhere }
figcaption span { color:var(--muted); font-weight:400; margin-left:6px }
ul { margin:0; padding-left:18px; color:var(--muted); font-size:13px }
footer { margin-top:36px; font-size:13px }
@media print { figure, table, .charts > div { break-inside:avoid } }
"""
