"""openapi.json, generated from the route table and the models that validate requests, so that it is always right."""

import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from agent_api.http.route import Route
from agent_api.protocol.fields import Answer, Body, CitizenQuery, Json, Query
from agent_api.protocol.problem import CONTENT_TYPE

_REF = "#/components/schemas/{model}"
_PROBLEM: Mapping[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "expected": {"type": "string"}},
            },
        },
    },
}


def describe(routes: Iterable[Route], title: str) -> Json:
    """The whole description, as JSON values."""
    routes = list(routes)
    bodies = _distinct(route.body for route in routes)
    answers = _distinct(route.answer for route in routes)
    names, schemas = models_json_schema(
        [*((model, "validation") for model in bodies), *((model, "serialization") for model in answers)],
        ref_template=_REF,
    )
    refs: dict[Any, Json] = {model: schema for (model, _), schema in names.items()}
    paths: dict[str, Json] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, refs)
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": "1"},
        "paths": paths,
        "components": {
            "schemas": {**schemas.get("$defs", {}), "Problem": _PROBLEM},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(route: Route, refs: Mapping[Any, Json]) -> Json:
    operation: Json = {
        "operationId": route.handler.__name__,
        "summary": route.summary,
        "parameters": [*_path_parameters(route.path), *_query_parameters(route.query)],
        "responses": {str(route.status): _success(route, refs)} | {str(code): _problem(code) for code in _codes(route)},
        "security": [] if route.roles is None else [{"token": []}],
    }
    if route.roles is not None:
        operation["x-roles"] = sorted(role.value for role in route.roles)
    if route.handler.__doc__:
        operation["description"] = route.handler.__doc__
    if route.body is not None:
        operation["requestBody"] = {
            "required": not route.body_optional,
            "content": {"application/json": {"schema": refs[route.body]}},
        }
    return operation


def _path_parameters(path: str) -> list[Json]:
    names = re.findall(r"{(\w+)}", path)
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]


def _query_parameters(query: type[Query]) -> list[Json]:
    schema = query.model_json_schema(ref_template=_REF)
    definitions = schema.get("$defs", {})
    required = schema.get("required", [])
    parameters = [
        {"name": name, "in": "query", "required": name in required, "schema": _inlined(part, definitions)}
        for name, part in schema.get("properties", {}).items()
    ]
    if issubclass(query, CitizenQuery):
        parameters.append({"name": "X-Reason", "in": "header", "required": False, "schema": {"type": "string"}})
    return parameters


def _inlined(part: Any, definitions: Mapping[str, Any]) -> Any:
    """A schema without references, because a query's definitions are not included elsewhere."""
    if isinstance(part, dict):
        if "$ref" in part:
            return definitions[part["$ref"].rpartition("/")[2]]
        return {key: _inlined(value, definitions) for key, value in part.items()}
    return [_inlined(value, definitions) for value in part] if isinstance(part, list) else part


def _success(route: Route, refs: Mapping[Any, Json]) -> Json:
    response: Json = {"description": HTTPStatus(route.status).phrase}
    if route.answer is not None:
        response["content"] = {"application/json": {"schema": refs[route.answer]}}
        response["content"] |= {kind: {} for kind in route.also_as}
    elif route.status == HTTPStatus.OK:
        response["content"] = {route.answers_with: {}}
    return response


def _codes(route: Route) -> list[int]:
    """The error statuses that a route may return."""
    codes = {*route.problems}
    if route.query.model_fields:
        codes.add(400)
    if route.roles is not None:
        codes |= {401, 403}
    if route.body is not None:
        codes |= {400, 413, 422}
    return sorted(codes)


def _problem(code: int) -> Json:
    schema = {"$ref": _REF.format(model="Problem")}
    return {"description": HTTPStatus(code).phrase, "content": {CONTENT_TYPE: {"schema": schema}}}


def _distinct(models: Iterable[type[Body] | type[Answer] | None]) -> list[type[BaseModel]]:
    return list(dict.fromkeys(model for model in models if model is not None))
