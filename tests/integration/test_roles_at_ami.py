"""What somebody can do who has the secret of agent_api: nothing but what agents do with their calls."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from asterisk_conf.agents import AgentLine
from asterisk_conf.secrets import load_secrets
from asterisk_conf.write import apply_agents
from hotline.asterisk.ami.actions import hangup, queue_add, queue_remove, reload
from hotline.asterisk.ami.connection import AmiConnection
from hotline.asterisk.ami.messages import ActionFields, AmiRefused
from hotline.domain.agents.phone import sip_ha1
from hotline.settings.environment import Settings
from tests.parts.asterisk import Asterisk
from tests.parts.sip.dialog import Dialog
from tests.parts.sip.phone import Phone

EXTENSION, SECRET = "7101", "telephone-of-7101"
CITIZEN = "127.0.0.2"
ORIGINATE = {"Action": "Originate", "Channel": "PJSIP/7101", "Async": "true"}


@asynccontextmanager
async def connected(settings: Settings, role: str) -> AsyncIterator[AmiConnection]:
    secret = load_secrets(settings.paths.secrets)[role]
    connection = AmiConnection(
        host=settings.ami_host, port=settings.ami_port, username=role, secret=secret, events=False
    )
    running = asyncio.create_task(connection.run())
    try:
        async with asyncio.timeout(10):
            while not connection.connected:  # noqa: ASYNC110 - the connection tells its inbox, which nobody reads here
                await asyncio.sleep(0.02)
        yield connection
    finally:
        await connection.close()
        await running


@pytest.mark.parametrize(
    "action",
    [
        {**ORIGINATE, "Application": "System", "Data": "id"},
        {**ORIGINATE, "Application": "MixMonitor", "Data": "a.wav,,id"},
        {**ORIGINATE, "Context": "hotline-placed", "Exten": "s", "Priority": "1"},
        {"Action": "Command", "Command": "core show channels"},
        {"Action": "Reload", "Module": "res_pjsip.so"},
        {"Action": "GetConfig", "Filename": "manager.conf"},
        {"Action": "UpdateConfig", "SrcFilename": "extensions.conf", "DstFilename": "extensions.conf"},
        {"Action": "DialplanExtensionAdd", "Context": "x", "Extension": "s", "Priority": "1", "Application": "NoOp"},
        {"Action": "DBPut", "Family": "registrar", "Key": "x", "Val": "y"},
        {"Action": "MixMonitor", "Channel": "x", "File": "a.wav", "Command": "id"},
        {"Action": "ModuleLoad", "LoadType": "load", "Module": "func_shell.so"},
        {"Action": "QueueAdd", "Queue": "hotline", "Interface": "PJSIP/7101"},
        {"Action": "UserEvent", "UserEvent": "HotlineMark"},
        {"Action": "PJSIPShowEndpoints"},
    ],
    ids=lambda action: f"{action['Action']} {action.get('Application', '')}",
)
async def test_agent_api_may_not(asterisk: Asterisk, action: ActionFields) -> None:
    async with connected(asterisk.settings, "agent_api") as ami:
        with pytest.raises(AmiRefused, match="Permission denied"):
            await ami.send(action)


@pytest.mark.parametrize(
    "function",
    [
        "FILE({etc}/manager.conf,0,200)",
        "AST_CONFIG(manager.conf,cti,secret)",
        "AST_SORCERY(res_pjsip,auth,7101,md5_cred)",
        "SHELL(id)",
        "ENV(PATH)",
        "EVAL(${{SHELL(id)}})",
    ],
)
async def test_agent_api_reads_no_files_and_no_secrets_through_functions(asterisk: Asterisk, function: str) -> None:
    settings = asterisk.settings
    async with connected(settings, "agent_api") as ami:
        question = function.format(etc=settings.paths.asterisk_etc)
        try:
            answer = (await ami.send({"Action": "Getvar", "Variable": question})).headers.get("Value", "")
        except AmiRefused:
            return
        assert answer == ""


async def test_a_command_that_a_variable_asks_for_finds_no_shell(asterisk: Asterisk) -> None:
    """app_queue runs MONITOR_EXEC of the caller's channel when a recording ends."""
    settings = asterisk.settings
    owned = settings.paths.asterisk / "owned"
    owned.unlink(missing_ok=True)
    line = AgentLine(extension=EXTENSION, username="he", sip_ha1=sip_ha1(EXTENSION, SECRET))
    async with connected(settings, "cti") as cti, connected(settings, "agent_api") as attacker:
        apply_agents(settings, [line])
        await cti.send(reload("res_pjsip.so"), timeout_s=20)
        talking: asyncio.Queue[Dialog] = asyncio.Queue()
        phone = await Phone(EXTENSION, ("127.0.0.1", settings.sip_port), talking.put_nowait).open("127.0.0.1")
        citizen = await Phone("13800007101", (CITIZEN, settings.sip_port)).open(CITIZEN)
        try:
            assert await phone.register(SECRET) == 200
            async with asyncio.timeout(20):
                while "Avail" not in await asyncio.to_thread(asterisk.cli, f"pjsip show aor {EXTENSION}"):  # noqa: ASYNC110
                    await asyncio.sleep(0.2)
            await cti.send(queue_add("hotline", EXTENSION, "he", paused=False, reason=""))
            citizen.call("12345", f"<sip:13800007101@{CITIZEN}>")
            ringing = await asyncio.wait_for(talking.get(), 20)
            (channel,) = [one.split("!")[0] for one in asterisk.channels if one.startswith("PJSIP/carrier")]
            await attacker.send(
                {"Action": "Setvar", "Channel": channel, "Variable": "MONITOR_EXEC", "Value": f"touch {owned}"}
            )
            before = _recordings(settings)
            ringing.answer()
            async with asyncio.timeout(10):
                while _recordings(settings) == before:  # noqa: ASYNC110 - a file has no event
                    await asyncio.sleep(0.1)
            await cti.send(hangup(channel))
            await cti.send(queue_remove("hotline", EXTENSION))
            async with asyncio.timeout(30):
                while await asyncio.to_thread(lambda: asterisk.channels):  # noqa: ASYNC110
                    await asyncio.sleep(0.2)
            await asyncio.sleep(1)  # the command, if it is run, is run beside the calls
            assert not owned.exists()
        finally:
            phone.close()
            citizen.close()


def _recordings(settings: Settings) -> set[str]:
    return {str(path) for path in settings.paths.recordings.rglob("*.wav")}
