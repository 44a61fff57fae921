"""A transfer in the coach's words: what to do on the phone, how far it is, what went wrong."""

from __future__ import annotations

from app.state.phone_sending import Phase, Sending

HOW_TO = (
    "1.  Open the Camera on the iPhone.\n"
    "2.  Point it at the code and tap “Sweetspot”.\n"
    "3.  Keep this page open until it is there."
)
"""What to do on the phone."""

_STATUS = {
    Phase.STARTING: "Packing the detector…",
    Phase.WAITING: "Waiting for the iPhone",
    Phase.INTERRUPTED: "The connection broke",
    Phase.CHECKING: "It is on the iPhone, which now repeats the check",
    Phase.SENT: "It is on the iPhone",
    Phase.EXPIRED: "No iPhone came",
    Phase.STOPPED: "Stopped",
}
_HINTS = {
    Phase.WAITING: (
        "Nothing happens? Both must be in the same Wi-Fi, and this computer's firewall must let "
        "Sweetspot answer. A guest Wi-Fi often keeps devices apart: then use the iPhone's "
        "hotspot, or save a file."
    ),
    Phase.INTERRUPTED: "The iPhone can go on where it was. Keep Sweetspot open there.",
    Phase.CHECKING: "This takes some seconds. You need not wait for it.",
    Phase.SENT: "The iPhone did not say how its own check went. Look there.",
    Phase.EXPIRED: (
        "The code has expired, and nothing was sent. Are both in the same Wi-Fi? Show a new code, "
        "or save a file instead."
    ),
    Phase.STOPPED: "Nothing is served any more. What the iPhone already has stays there.",
    Phase.DIFFERS: (
        "Do not rely on it on court yet. Restart the iPhone's app and check there again; if it "
        "differs again, send us the report."
    ),
}


def status_of(sending: Sending) -> str:
    """Return the one line that says where the transfer is."""
    match sending.phase:
        case Phase.SENDING:
            if not sending.of:
                return "The iPhone has come"
            done, whole = sending.done / 1e6, sending.of / 1e6
            return f"On its way: {done:.1f} of {whole:.1f} MB"
        case Phase.VERIFIED:
            return f"Verified on {sending.device}"
        case Phase.DIFFERS:
            return f"{sending.device} does not see the same"
        case Phase.FAILED:
            return sending.error.message if sending.error else "It could not be sent"
    return _STATUS[sending.phase]


def hint_of(sending: Sending) -> str:
    """Return what it means or what to do; what the phone said comes first."""
    if sending.phase is Phase.FAILED:
        return sending.error.hint if sending.error else ""
    return " ".join(part for part in (sending.words, _HINTS.get(sending.phase, "")) if part)


def share_of(sending: Sending) -> float:
    """Return how much of it is on the phone, 0 to 1."""
    if sending.phase in (Phase.CHECKING, Phase.VERIFIED, Phase.DIFFERS, Phase.SENT):
        return 1.0
    return sending.done / sending.of if sending.of else 0.0
