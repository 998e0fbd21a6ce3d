"""The path of a call's recording. The dialplan and the database derive the same path from the call's id."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def recording_path(call_id: str, zone: ZoneInfo) -> str:
    """`YYYY/MM/DD/ID.wav` below the recordings folder, by the day on which the channel was created.

    Asterisk's uniqueid is NODE-EPOCH.SEQUENCE; its epoch determines the day, so the two agree at midnight as well.
    """
    epoch = float(call_id.rpartition("-")[2].partition(".")[0])
    return f"{datetime.fromtimestamp(epoch, UTC).astimezone(zone):%Y/%m/%d}/{call_id}.wav"
