"""Why a transfer ended as it did, beside the failures of its numbers (hotline.domain.facts.failure.Failure)."""

from enum import StrEnum

from hotline.names.marks import TransferStep


class TransferReason(StrEnum):
    """The values are stored, sent and worded on the pages (words/transfers.ts)."""

    AGENT_LEFT = TransferStep.AGENT_LEFT
    CITIZEN_LEFT = TransferStep.CITIZEN_LEFT
    TARGET_LEFT = TransferStep.TARGET_LEFT
    NOT_BEGUN = "not_begun"  # Asterisk was never told of it, or refused it
    # why a telephone's own transfer button did not lead there (extensions_refer.conf.j2)
    NOT_ALLOWED = "not_allowed"
    CLOSED = "closed"
    EMERGENCY = "emergency"
    # why nobody in a queue took the citizen (hotline-to-queue); after max_wait_s it is Failure.NO_ANSWER
    EMPTY = "empty"
    FULL = "full"


TAKEN_BACK = "taken_back"  # in figures: the agent cancelled before the answer; such a transfer has no reason
