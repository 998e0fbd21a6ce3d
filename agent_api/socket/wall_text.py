"""The text of a wall frame."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from agent_api.socket.frames import WallFrame

_TYPE = WallFrame.model_fields["type"].default


def wall_text(zone: ZoneInfo, picture: Mapping[str, Any]) -> bytes:
    """A `WallFrame` without `seq`. WallWatch validated the picture when it read it. To validate two hundred seats again
    and write them with pydantic would take eight times as long, four times a second."""
    return orjson.dumps({**picture, "type": _TYPE, "at": datetime.now(zone)})
