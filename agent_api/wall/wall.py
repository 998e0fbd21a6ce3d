"""The wall on request; the socket sends it at each change."""

from collections.abc import Mapping
from typing import Any

from agent_api.http.route import Ask
from agent_api.protocol.fields import Query


async def read_wall(ask: Ask[Query, None]) -> Mapping[str, Any]:
    return ask.services.wall.picture()
