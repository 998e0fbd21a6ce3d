"""The fields of every WebSocket frame. The frames are listed in agent_api/socket/frames.py."""

from datetime import datetime

from pydantic import ConfigDict

from agent_api.protocol.fields import Answer


class Frame(Answer):
    """`at` is when it happened; `seq` counts the frames of one socket from 1."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    type: str
    at: datetime
    seq: int = 0

    def text(self) -> bytes:
        """Without `seq`, which a socket puts in front: the rest is the same for all who get the frame."""
        return self.model_dump_json(by_alias=True, exclude={"seq"}).encode()
