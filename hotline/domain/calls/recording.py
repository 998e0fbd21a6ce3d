"""Where a call's recording lies: the dialplan and the database make the same path from the call's id alone."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def recording_path(call_id: str, zone: ZoneInfo) -> str:
    """`YYYY/MM/DD/ID.wav` below the recordings folder, by the day in which the channel was made.

    Asterisk's uniqueid is NODE-EPOCH.SEQUENCE: the epoch gives the day, so that midnight cannot part the two.
    """
    epoch = float(call_id.rpartition("-")[2].partition(".")[0])
    return f"{datetime.fromtimestamp(epoch, UTC).astimezone(zone):%Y/%m/%d}/{call_id}.wav"
