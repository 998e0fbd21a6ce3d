"""The routes of audit, and who may ask each."""

from agent_api.audit import access, looks
from agent_api.http.route import Route
from agent_api.protocol.who_may import API, KEEPERS

ROUTES = (
    Route(
        method="GET",
        path=f"{API}/audit/access",
        handler=access.list_access,
        roles=KEEPERS,
        summary="Who logged in and out, from where, who failed, who changed whom; the latest first",
        query=access.AccessQuery,
        answer=access.AccessPage,
    ),
    Route(
        method="GET",
        path=f"{API}/looks",
        handler=looks.list_looks,
        roles=KEEPERS,
        summary="Who looked at which citizen's data, the latest first",
        query=looks.LookQuery,
        answer=looks.LookPage,
    ),
)
