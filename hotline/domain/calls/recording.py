"""The files of a call's recording. The dialplan and the database derive the same path from the call's id."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

RATE = 8000  # samples a second
SAMPLE_BYTES = 2


def recording_path(call_id: str, zone: ZoneInfo) -> str:
    """`YYYY/MM/DD/ID.wav` below the recordings folder, by the day on which the channel was created.

    Asterisk's uniqueid is NODE-EPOCH.SEQUENCE; its epoch determines the day, so the two agree at midnight as well.
    """
    epoch = float(call_id.rpartition("-")[2].partition(".")[0])
    return f"{datetime.fromtimestamp(epoch, UTC).astimezone(zone):%Y/%m/%d}/{call_id}.wav"


def sides_of(wav: Path) -> tuple[Path, Path]:
    """What the citizen said, and what they heard: signed 16-bit samples without a header, beside the mixed WAV file."""
    return _beside(wav, "citizen.sln"), _beside(wav, "others.sln")


def compressed_of(wav: Path) -> Path:
    """The Opus file that takes the place of the others."""
    return _beside(wav, "opus")


def files_of(wav: Path) -> tuple[Path, ...]:
    """All files that a recording may consist of."""
    return wav, *sides_of(wav), compressed_of(wav)


def _beside(wav: Path, ending: str) -> Path:
    return wav.with_name(f"{wav.name.removesuffix('.wav')}.{ending}")
