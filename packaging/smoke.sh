#!/bin/sh
# Tries an installed Sweetspot: smoke.sh COMMAND. Needs no checkout, leaves nothing behind.
set -eu
sweetspot=$1
work=$(mktemp -d)
# The programs of Windows know nothing of its shell's paths.
if command -v cygpath >/dev/null 2>&1; then work=$(cygpath -m "$work"); fi
trap 'rm -rf "$work"' EXIT
SWEETSPOT_LIBRARY=$work/library
export SWEETSPOT_LIBRARY

$sweetspot self-test --window
$sweetspot sample --analyze | tee "$work/sample"
grep -q "6 hits" "$work/sample"
# The trainer: two steps of a small net on drawn pictures, and its way to the iPhone.
printf '{"folder": "%s", "scenes": 2, "frames_per_scene": 2}' "$work/drawn" >"$work/draw.json"
$sweetspot ml draw "$work/draw.json"
$sweetspot train --dataset "$work/drawn" --arch mobilenetv2 --img-size 128 --epochs 1 \
    --batch-size 2 --run-dir "$work/run"
$sweetspot export "$work/run" --out "$work/detector"
echo "Everything that was tried works."
