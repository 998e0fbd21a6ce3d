"""The role as a process: how it starts, and how it ends."""

import asyncio
import os
import signal
import socket
import sys

import aiohttp
from redis.asyncio import Redis

from hotline.settings.environment import Settings
from hotline.store.engine import open_engine
from hotline.store.schema import migrate
from tests.parts.agent_api.world import PASSWORD, World, until


def environment(settings: Settings, port: int) -> dict[str, str]:
    return {
        **os.environ,
        "HOTLINE_CONFIG": str(settings.config_path),
        "HOTLINE_STATE_DIR": str(settings.state_dir),
        "HOTLINE_REDIS_URL": settings.redis_url,
        "HOTLINE_HTTP_PORT": str(port),
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_a_mistake_in_the_settings_is_one_line_and_status_2(settings: Settings) -> None:
    settings.config_path.write_text("[centre]\nname = 7\n")
    role = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "agent_api"),
        env=environment(settings, free_port()),
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await role.communicate()
    assert role.returncode == 2
    assert said.decode().startswith("hotline.toml: centre.name")
    assert said.count(b"\n") == 1


async def test_a_taken_port_ends_the_role_with_a_line_that_says_so(settings: Settings, redis: Redis) -> None:
    settings.state_dir.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        role = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "agent_api"),
            env=environment(settings, taken.getsockname()[1]),
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            async with asyncio.timeout(15):
                _, said = await role.communicate()
        finally:
            if role.returncode is None:
                role.kill()
                await role.wait()
    assert role.returncode == 1
    assert "HOTLINE_HTTP_PORT" in said.decode()
    assert "Traceback" not in said.decode()


async def test_a_role_that_is_told_to_end_says_goodbye_and_ends(settings: Settings, redis: Redis) -> None:
    settings.state_dir.mkdir()
    engine = open_engine(settings.database_url)
    migrate(engine)
    port = free_port()
    role = await asyncio.create_subprocess_exec(*(sys.executable, "-m", "agent_api"), env=environment(settings, port))
    try:
        async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as http:
            world = World(engine=engine, redis=redis, http=http)

            async def lives() -> bool:
                try:
                    return (await world.nobody.ask("GET", "//healthz")).status == 200
                except aiohttp.ClientError:
                    return False

            await until(lives, "the role", 15)
            world.add_person("anna", extension="1001")
            anna = await world.log_in("anna", PASSWORD)
            async with http.ws_connect("/api/v1/ws") as screen:
                await screen.send_json({"type": "auth", "token": anna.token, "topics": ["me"]})
                await screen.receive()
                role.send_signal(signal.SIGTERM)
                async with asyncio.timeout(5):
                    message = await screen.receive()
                assert (message.type, message.data) == (aiohttp.WSMsgType.CLOSE, 1001)
        async with asyncio.timeout(5):
            assert await role.wait() == 0
    finally:
        if role.returncode is None:
            role.kill()
            await role.wait()
        engine.dispose()
