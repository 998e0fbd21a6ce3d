"""Transfers to emergency desks, which work without settings: the agent stays with the citizen until
the desk answers.
"""

from hotline.domain.transfers.transfer import TransferMode


def transfer_mode(wanted: TransferMode | None, *, emergency: bool) -> TransferMode:
    """The mode of a transfer.

    | wanted    | to an emergency desk | to others |
    |-----------|----------------------|-----------|
    | nothing   | three_way            | blind     |
    | blind     | three_way            | blind     |
    | consult   | consult              | consult   |
    | three_way | three_way            | three_way |
    """
    if emergency and wanted in (None, TransferMode.BLIND):
        return TransferMode.THREE_WAY
    return wanted or TransferMode.BLIND
