"""Every route and every role: who is let in is who the contract lets in, and nobody else."""

from itertools import product

import pytest

from agent_api.protocol.who_may import API
from agent_api.routes import ROUTES
from tests.parts.agent_api.world import ROLES, World

EVERYBODY = set(ROLES)
SUPERVISORS = {"supervisor", "admin"}
TAKERS = {"agent", *SUPERVISORS}
WATCHERS = {"auditor", *SUPERVISORS}

# Written down once more, by hand: the table under test is not its own witness.
ALLOWED = {
    "POST /login": None,
    "POST /logout": EVERYBODY,
    "GET /agents": SUPERVISORS,
    "POST /agents": {"admin"},
    "GET /agents/me": EVERYBODY,
    "POST /agents/me/password": EVERYBODY,
    "GET /agents/me/totp": WATCHERS,
    "POST /agents/me/totp": WATCHERS,
    "POST /agents/me/totp/confirm": WATCHERS,
    "DELETE /agents/{username}/totp": {"admin"},
    "GET /audit/access": {"admin", "auditor"},
    "PUT /agents/me/state": TAKERS,
    "POST /agents/me/wrapup": TAKERS,
    "DELETE /agents/me/wrapup": TAKERS,
    "PUT /agents/{username}/state": SUPERVISORS,
    "DELETE /agents/{username}/holds/{hold}": SUPERVISORS,
    "PUT /agents/{username}/queues/today": SUPERVISORS,
    "DELETE /agents/{username}/queues/today": SUPERVISORS,
    "GET /agents/{username}": SUPERVISORS,
    "PATCH /agents/{username}": {"admin"},
    "DELETE /agents/{username}": {"admin"},
    "GET /figures/traffic": WATCHERS,
    "GET /figures/me": TAKERS,
    "GET /calls": EVERYBODY,
    "GET /calls/{id}": EVERYBODY,
    "GET /calls/{id}/recording": EVERYBODY,
    "POST /calls": TAKERS,
    "POST /calls/{id}/hangup": TAKERS,
    "POST /calls/{id}/bring_back": TAKERS,
    "POST /calls/{id}/end": SUPERVISORS,
    "POST /calls/{id}/hold": TAKERS,
    "POST /calls/{id}/unhold": TAKERS,
    "POST /calls/{id}/transfers": TAKERS,
    "GET /transfers/{id}": TAKERS,
    "POST /transfers/{id}/complete": TAKERS,
    "POST /transfers/{id}/cancel": TAKERS,
    "POST /calls/{id}/supervisions": SUPERVISORS,
    "GET /supervisions/{id}": SUPERVISORS,
    "PATCH /supervisions/{id}": SUPERVISORS,
    "DELETE /supervisions/{id}": SUPERVISORS,
    "GET /callers/{number}": TAKERS,
    "GET /tickets": EVERYBODY,
    "GET /tickets/{number}": EVERYBODY,
    "PATCH /tickets/{number}": TAKERS,
    "GET /tickets/{number}/history": EVERYBODY,
    "POST /tickets/{number}/notes": TAKERS,
    "GET /directory": TAKERS,
    "GET /directory/inside": TAKERS,
    "POST /directory": SUPERVISORS,
    "GET /directory/edits": WATCHERS,
    "PATCH /directory/{key}": SUPERVISORS,
    "DELETE /directory/{key}": SUPERVISORS,
    "GET /callbacks": EVERYBODY,
    "GET /callbacks/{id}": EVERYBODY,
    "POST /callbacks/next": TAKERS,
    "POST /callbacks/slowed": SUPERVISORS,
    "POST /callbacks/{id}/accept": TAKERS,
    "POST /callbacks/{id}/decline": TAKERS,
    "POST /callbacks/{id}/outcome": TAKERS,
    "POST /callbacks/{id}/cancel": TAKERS,
    "GET /callbacks/{id}/story": EVERYBODY,
    "POST /callbacks/{id}/assign": SUPERVISORS,
    "POST /callbacks/{id}/first": SUPERVISORS,
    "GET /wall": SUPERVISORS,
    "GET /room": SUPERVISORS,
    "GET /settings": SUPERVISORS,
    "POST /agents/{username}/telephone": {"admin"},
    "GET /provisioning/{token}": None,
    "POST /agents/import": {"admin"},
    "GET /accounting": WATCHERS,
    "GET /figures/callbacks": WATCHERS,
    "GET /figures/agents": WATCHERS,
    "GET /figures/queues": WATCHERS,
    "GET /figures/transfers": WATCHERS,
    "GET /figures/survey": WATCHERS,
    "GET /notices": SUPERVISORS,
    "POST /notices": SUPERVISORS,
    "GET /notices/{id}": SUPERVISORS,
    "PATCH /notices/{id}": SUPERVISORS,
    "DELETE /notices/{id}": SUPERVISORS,
    "PUT /notices/{id}/sound": SUPERVISORS,
    "GET /notices/{id}/sound": SUPERVISORS,
    "GET /alarms": WATCHERS,
    "POST /alarms/{id}/acknowledge": SUPERVISORS,
    "GET /looks": {"admin", "auditor"},
    "GET /ws": None,
    "GET /openapi.json": None,
    "GET /asyncapi.json": None,
    "GET //healthz": None,
    "GET //readyz": None,
    "GET //metrics": None,
}


def test_every_route_stands_in_this_table() -> None:
    known = {f"{route.method} {route.path.removeprefix(API)}".replace(" /healthz", " //healthz") for route in ROUTES}
    known = {name.replace(" /readyz", " //readyz").replace(" /metrics", " //metrics") for name in known}
    assert known == set(ALLOWED)


async def test_each_role_reaches_just_what_is_theirs(world: World) -> None:
    people = {role: await world.person(f"the-{role}", role) for role in ROLES}
    await world.person("second-admin", "admin")
    wrong = []
    for (name, allowed), (role, person) in product(ALLOWED.items(), people.items()):
        if allowed is None or name == "POST /logout":
            continue
        method, path = name.split(" ")
        filled = path.format(username="nobody", id="7", number="20200101-00001", key="none", hold="wrapup")
        body = b"" if method in ("GET", "DELETE") else b"[]"  # never what a handler wants
        reply = await person.ask(method, filled, body)
        let_in = reply.status != 403
        if let_in != (role in allowed) or reply.status in (401, 500):
            wrong.append((name, role, reply.status))
    assert wrong == []


@pytest.mark.parametrize("migrated", ["sqlite"], indirect=True)  # refused before SQL is asked
@pytest.mark.parametrize("name", [name for name, allowed in ALLOWED.items() if allowed is not None])
async def test_nobody_gets_in_without_logging_in(world: World, name: str) -> None:
    method, path = name.split(" ")
    reply = await world.nobody.ask(method, path.format(username="x", id="7", number="7", key="x", hold="x"))
    assert reply.status == 401


@pytest.mark.parametrize("path", ["/nothing", "//nothing", "/calls/1/2/3", "/transfers/1/2", "//api", "//api/v2/calls"])
async def test_what_is_not_there_is_a_problem_too(world: World, path: str) -> None:
    reply = await world.nobody.ask("GET", path)
    assert reply.status == 404
    assert reply.headers["Content-Type"].startswith("application/problem+json")
    assert set(reply.body) == {"type", "title", "status", "detail"}


async def test_a_method_that_an_address_does_not_take_is_a_problem_too(world: World) -> None:
    reply = await world.nobody.ask("PUT", "/calls", b"{}")
    assert (reply.status, reply.headers["Allow"]) == (405, "GET,POST")
    assert reply.body["status"] == 405
