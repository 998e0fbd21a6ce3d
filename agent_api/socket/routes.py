"""Routes of the WebSocket and its description, with the roles that may use each."""

from agent_api.http.route import Route
from agent_api.protocol.who_may import API, PUBLIC
from agent_api.socket import asyncapi, ws

ROUTES = (
    Route(
        method="GET",
        path=f"{API}/ws",
        handler=ws.open_socket,
        roles=PUBLIC,
        summary='WebSocket; the first message is {"type":"auth","token":…,"topics":["me","wall"]}',
        answers_with="",
        status=101,
    ),
    Route(
        method="GET",
        path=f"{API}/asyncapi.json",
        handler=asyncapi.read_frames,
        roles=PUBLIC,
        summary="A description of the WebSocket's frames",
    ),
)
