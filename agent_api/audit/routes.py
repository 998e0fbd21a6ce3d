"""Routes for the audit, with the roles that may use each."""

from agent_api.audit import access, looks
from agent_api.http.route import Route
from agent_api.protocol.table import FILE_TYPES
from agent_api.protocol.who_may import API, KEEPERS

ROUTES = (
    Route(
        method="GET",
        path=f"{API}/audit/access",
        handler=access.list_access,
        roles=KEEPERS,
        summary="Log-ins, log-outs and failures with their address, and changes of users; newest first",
        query=access.AccessQuery,
        answer=access.AccessPage,
    ),
    Route(
        method="GET",
        path=f"{API}/looks",
        handler=looks.list_looks,
        roles=KEEPERS,
        summary="Who looked at which citizen's data; newest first",
        query=looks.LookQuery,
        answer=looks.LookPage,
        also_as=FILE_TYPES,
    ),
)
