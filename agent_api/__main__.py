"""`python -m agent_api`: runs the role until SIGTERM."""

import asyncio
import logging
import signal
import sys

from aiohttp import web

from agent_api.app import make_runner
from agent_api.http.guard import BACKLOG
from hotline.names.roles import RoleName
from hotline.runtime.observe import setup_logging
from hotline.runtime.process_limits import favour_event_loop, rate_errors
from hotline.settings.environment import Settings, load_settings
from hotline.settings.error import SettingsError

DRAIN_S = 4.0  # how long requests under way may take when the role is told to stop

log = logging.getLogger(__name__)


def main() -> int:
    try:
        settings = load_settings()
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    setup_logging(RoleName.AGENT_API)
    return asyncio.run(_run(settings))


async def _run(settings: Settings) -> int:
    """Serve until told to stop; returns 1 when the address is in use."""
    stop = asyncio.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(one, stop.set)
    rate_errors(asyncio.get_running_loop())
    runner = make_runner(settings, shutdown_timeout=DRAIN_S)
    await runner.setup()
    try:
        favour_event_loop()
        await web.TCPSite(runner, settings.http_host, settings.http_port, reuse_address=True, backlog=BACKLOG).start()
        log.info("listening on http://%s:%d", settings.http_host, settings.http_port)
        await stop.wait()
    except OSError as error:
        log.error("HOTLINE_HTTP_HOST, HOTLINE_HTTP_PORT: %s", error)  # noqa: TRY400  # the reason is all there is to say
        return 1
    finally:  # asyncio.run cancels tasks only once, and redis-py may swallow that cancellation (hotline.runtime.tasks)
        await runner.cleanup()
    return 0


if __name__ == "__main__":
    sys.exit(main())
