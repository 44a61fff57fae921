"""Where no racket can be: what lets partly labelled pictures teach what is no racket."""

from __future__ import annotations

from coco_sheet import HEAD, PLAYER, RACKET, CocoSheet

SIDEWAYS, ABOVE, BELOW = 0.7, 0.6, 0.15
"""How far a racket reaches beyond its player's box, in parts of the box's longer side."""


def rule_out_far(sheet: CocoSheet) -> int:
    """Out of every player's reach rackets and heads are labelled completely: there are none.

    Where they were labelled only in part, the reach of each player becomes an ignored region of
    those classes instead of the whole picture. Returns how many pictures changed. Without this
    the detector saw rackets in lamps, logos and spectators, which it was never told about.
    """
    players = sheet.labels_of(PLAYER)
    changed = 0
    for image in sheet.images:
        partly = set(image.get("not_exhaustive_category_ids", ()))
        unknown = partly & {RACKET, HEAD}
        here = players.get(image["id"], [])
        if not unknown or not any(not label["iscrowd"] for label in here):
            continue
        image["not_exhaustive_category_ids"] = sorted(partly - unknown)
        changed += 1
        for label in here:
            x, y, w, h = label["bbox"]
            tall = 0.0 if label["iscrowd"] else max(w, h)
            region = (
                x - SIDEWAYS * tall,
                y - ABOVE * tall,
                x + w + SIDEWAYS * tall,
                y + h + BELOW * tall,
            )
            for category in unknown:
                sheet.add_box(image, category, region, "reach", ignored=True)
    return changed
