"""Routes for transfers, with the roles that may use each."""

from agent_api.http.route import Route
from agent_api.protocol.who_may import AGENTS, API
from agent_api.transfers import transfers
from agent_api.views.transfer import TransferView

ROUTES = (
    Route(
        method="POST",
        path=f"{API}/calls/{{id}}/transfers",
        handler=transfers.begin,
        roles=AGENTS,
        summary="Send the citizen to another line or a colleague",
        body=transfers.NewTransfer,
        answer=TransferView,
        status=201,
        problems=(404, 409),
    ),
    Route(
        method="GET",
        path=f"{API}/transfers/{{id}}",
        handler=transfers.read,
        roles=AGENTS,
        summary="One transfer",
        answer=TransferView,
        problems=(404,),
    ),
    Route(
        method="POST",
        path=f"{API}/transfers/{{id}}/complete",
        handler=transfers.complete,
        roles=AGENTS,
        summary="Leave the citizen to the target",
        answer=TransferView,
        problems=(404, 409),
    ),
    Route(
        method="POST",
        path=f"{API}/transfers/{{id}}/cancel",
        handler=transfers.cancel,
        roles=AGENTS,
        summary="Drop the target and go back to the citizen",
        answer=TransferView,
        problems=(404, 409),
    ),
)
