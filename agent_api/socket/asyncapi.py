"""asyncapi.json, generated from the models that the frames are built with, so that the two agree."""

from functools import cache
from typing import Any, get_args

import orjson
from aiohttp import web
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from agent_api.http.route import Ask
from agent_api.protocol.fields import Json, Query
from agent_api.protocol.who_may import API
from agent_api.socket.frames import CLOSES, Auth, ServerFrame

_CHANNEL = "#/channels/events"


async def read_frames(ask: Ask[Query, None]) -> web.StreamResponse:
    """The same for everybody; generated once."""
    title = f"{ask.services.settings.hotline.centre.name} CTI"
    return web.json_response(body=_description(title), headers={"Cache-Control": "no-cache"})


@cache
def _description(title: str) -> bytes:
    return orjson.dumps(describe(title))


def describe(title: str) -> Json:
    """The whole description, as JSON values."""
    sent: tuple[type[BaseModel], ...] = get_args(ServerFrame)
    _, schemas = models_json_schema(
        [(Auth, "validation"), *((model, "serialization") for model in sent)],
        ref_template="#/components/schemas/{model}",
    )
    models: tuple[type[BaseModel], ...] = (Auth, *sent)
    return {
        "asyncapi": "3.0.0",
        "info": {"title": title, "version": "1", "description": "Events for agents and the wall, as they happen."},
        "defaultContentType": "application/json",
        "channels": {
            "events": {
                "address": f"{API}/ws",
                "description": _closes(),
                "messages": {model.__name__: _ref(f"#/components/messages/{model.__name__}") for model in models},
            }
        },
        "operations": {
            "authenticate": _operation("receive", (Auth,)),
            "tell": _operation("send", sent),
        },
        "components": {
            "messages": {model.__name__: _message(model) for model in models},
            "schemas": schemas["$defs"],
        },
    }


def _message(model: type[BaseModel]) -> Json:
    return {
        "name": model.__name__,
        "summary": " ".join((model.__doc__ or "").split()),
        "payload": _ref(f"#/components/schemas/{model.__name__}"),
    }


def _operation(action: str, models: tuple[type[BaseModel], ...]) -> Json:
    messages = [_ref(f"{_CHANNEL}/messages/{model.__name__}") for model in models]
    return {"action": action, "channel": _ref(_CHANNEL), "messages": messages}


def _closes() -> str:
    codes = "; ".join(f"{code}: {meaning}" for code, meaning in sorted(CLOSES.items()))
    return f"The socket is closed with these codes. {codes}."


def _ref(address: str) -> dict[str, Any]:
    return {"$ref": address}
