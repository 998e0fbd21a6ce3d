"""Routes for a user's own account: log-in and log-out, password, one-time codes."""

from agent_api.account import own_password, sessions, totp
from agent_api.http.route import Route
from agent_api.protocol.who_may import ADMIN, ANYBODY, API, PUBLIC, WATCHERS

ROUTES = (
    Route(
        method="POST",
        path=f"{API}/login",
        handler=sessions.log_in,
        roles=PUBLIC,
        summary="Log in; send the token in the header Authorization: Bearer …",
        body=sessions.Credentials,
        answer=sessions.LoggedIn,
        problems=(401, 403, 429),
    ),
    Route(
        method="POST",
        path=f"{API}/logout",
        handler=sessions.log_out,
        roles=ANYBODY,
        summary="Log out; the token's sockets are closed",
        status=204,
        before_codes=True,
    ),
    Route(
        method="POST",
        path=f"{API}/agents/me/password",
        handler=own_password.change_own,
        roles=ANYBODY,
        summary="Change your own password; your other log-ins end",
        body=own_password.OwnPassword,
        status=204,
        problems=(429,),
        before_codes=True,
    ),
    Route(
        method="GET",
        path=f"{API}/agents/me/totp",
        handler=totp.read_codes,
        roles=WATCHERS,
        summary="Whether you log in with one-time codes",
        answer=totp.CodesView,
        before_codes=True,
    ),
    Route(
        method="POST",
        path=f"{API}/agents/me/totp",
        handler=totp.enrol,
        roles=WATCHERS,
        summary="Set up one-time codes: the secret, shown once",
        body=totp.Enrolment,
        answer=totp.NewSecret,
        status=201,
        problems=(409, 429),
        before_codes=True,
    ),
    Route(
        method="POST",
        path=f"{API}/agents/me/totp/confirm",
        handler=totp.confirm,
        roles=WATCHERS,
        summary="Confirm with a first one-time code; from then on log-in asks for one",
        body=totp.Confirmation,
        status=204,
        problems=(409, 429),
        before_codes=True,
    ),
    Route(
        method="DELETE",
        path=f"{API}/agents/{{username}}/totp",
        handler=totp.remove,
        roles=ADMIN,
        summary="Remove a user's one-time codes, for example when their telephone is lost",
        status=204,
        problems=(404,),
    ),
)
