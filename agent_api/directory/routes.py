"""The routes of the directory, and the roles that may use them."""

from agent_api.directory import directory, inside
from agent_api.http.route import Route
from agent_api.protocol.fields import ListQuery
from agent_api.protocol.who_may import AGENTS, API, SUPERVISORS, WATCHERS

ROUTES = (
    Route(
        method="GET",
        path=f"{API}/directory",
        handler=directory.list_directory,
        roles=AGENTS,
        summary="The one-key targets",
        answer=directory.DirectoryPage,
    ),
    Route(
        method="GET",
        path=f"{API}/directory/inside",
        handler=inside.list_inside,
        roles=AGENTS,
        summary="Colleagues, the supervisor and queues that a citizen can be sent to, with their state",
        answer=inside.InsidePage,
    ),
    Route(
        method="POST",
        path=f"{API}/directory",
        handler=directory.add_entry,
        roles=SUPERVISORS,
        summary="A new one-key target",
        body=directory.NewEntry,
        answer=directory.EntryView,
        status=201,
        problems=(409,),
    ),
    Route(
        method="GET",
        path=f"{API}/directory/edits",
        handler=directory.list_edits,
        roles=WATCHERS,
        summary="Who edited the directory, newest first",
        query=ListQuery,
        answer=directory.EditPage,
    ),
    Route(
        method="PATCH",
        path=f"{API}/directory/{{key}}",
        handler=directory.change_entry,
        roles=SUPERVISORS,
        summary="Change a one-key target; fields left out stay as they are",
        body=directory.EntryPatch,
        answer=directory.EntryView,
        problems=(404, 409),
    ),
    Route(
        method="DELETE",
        path=f"{API}/directory/{{key}}",
        handler=directory.remove_entry,
        roles=SUPERVISORS,
        summary="Remove a one-key target; transfers to it stay on record",
        status=204,
        problems=(404,),
    ),
)
