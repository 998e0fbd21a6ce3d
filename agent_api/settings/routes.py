"""The routes of the settings, and the roles that may use each."""

from agent_api.http.route import Route
from agent_api.protocol.who_may import API, SUPERVISORS
from agent_api.settings import settings

ROUTES = (
    Route(
        method="GET",
        path=f"{API}/settings",
        handler=settings.read_settings,
        roles=SUPERVISORS,
        summary="The settings in force, and where each comes from; secrets are not shown",
        answer=settings.SettingsView,
    ),
)
