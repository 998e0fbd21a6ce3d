"""The routes of audit, and who may ask each."""

from agent_api.audit import looks
from agent_api.http.route import Route
from agent_api.protocol.who_may import API, KEEPERS

ROUTES = (
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
