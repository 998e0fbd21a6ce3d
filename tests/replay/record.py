"""`python -m tests.replay.record [NAME…]`: lives each story against a real Asterisk and saves what the witnesses said.

For each story streams/NAME.ami.jsonl has AMI's events and streams/NAME.cel.csv the journal's lines, with all numbers
invented. Run it again when the dialplan or the version of Asterisk changes, and read the difference. Roles of ours do
not run: what a story needs of them (who is in which queue) it does itself, with the same actions.
"""

import asyncio
import shutil
import sys
import tempfile
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from asterisk_conf.agents import AgentLine
from asterisk_conf.secrets import load_secrets
from asterisk_conf.write import apply_agents, apply_directory
from hotline.asterisk.ami.connection import AmiConnection
from hotline.asterisk.ami.messages import ActionFields, AmiLost, Connected
from hotline.domain.agents.phone import sip_ha1
from hotline.settings.environment import load_settings
from ops.phones.ports import Ports
from tests.parts.ami.streams import recording, save
from tests.parts.asterisk import Asterisk, environment, private_asterisk, run_module
from tests.replay.stories import inbound, outgoing, transfers
from tests.replay.stories.stage import (
    CONFIG,
    EXTENSIONS,
    SECRET,
    WATER,
    Answer,
    Stage,
    Story,
)

STREAMS = Path(__file__).with_name("streams")
STORIES: tuple[Story, ...] = (
    inbound.answered_and_the_citizen_hangs_up,
    inbound.answered_and_the_agent_hangs_up,
    inbound.hung_up_in_the_greeting,
    inbound.hung_up_before_the_line_was_answered,
    inbound.hung_up_in_the_queue,
    inbound.hung_up_while_a_phone_rang,
    inbound.turned_away_because_the_queue_was_full,
    inbound.turned_away_because_nobody_was_signed_in,
    inbound.sent_home_because_the_last_agent_went_away,
    inbound.waited_too_long,
    inbound.one_agent_declines_and_the_next_answers,
    inbound.one_agent_does_not_pick_up_and_the_next_answers,
    inbound.one_agent_loses_the_phone_while_it_rings,
    inbound.put_on_hold_and_taken_back,
    inbound.hung_up_by_the_citizen_while_on_hold,
    inbound.two_calls_at_once,
    inbound.dialled_a_number_that_nobody_knows,
    inbound.called_by_the_110_desk,
    inbound.went_on_to_the_main_room,
    inbound.called_by_a_number_like_an_extension,
    inbound.answered_while_ivr_was_frozen,
    outgoing.rung_back_and_reached,
    outgoing.rung_back_and_busy,
    outgoing.rung_back_but_the_agent_left,
    outgoing.dialled_on_the_phone,
    outgoing.dialled_on_the_phone_and_busy,
    transfers.transferred_blind,
    transfers.transferred_blind_in_vain_and_back,
    transfers.consulted_and_completed,
    transfers.talked_of_by_three,
    transfers.taken_back_and_sent_on_by_the_keys_of_the_telephone,
    inbound.asterisk_was_killed_in_a_talk,  # the last, for there is no Asterisk after it
)


async def record(asterisk: Asterisk, ports: Ports, stories: list[Story]) -> None:
    """Play the stories one after the other and save each under its name."""
    settings = asterisk.settings
    secrets = load_secrets(settings.paths.secrets)

    def connect(role: str, *, events: bool) -> AmiConnection:
        return AmiConnection(
            host="127.0.0.1", port=settings.ami_port, username=role, secret=secrets[role], events=events
        )

    connection = connect("cti", events=True)
    placing = connect("callback", events=False)
    running = [asyncio.create_task(one.run()) for one in (connection, placing)]
    loop = asyncio.get_running_loop()
    extensions = list(EXTENSIONS)

    def ask(action: ActionFields) -> Any:
        """Only the callback role may place calls."""
        role = placing if action["Action"] == "Originate" else connection
        try:
            return _wait(role.send(action), loop)
        except AmiLost:  # a story has killed Asterisk
            return None

    for one in (connection, placing):
        assert isinstance(await one.inbox.get(), Connected)
    for story in stories:
        print(story.__name__, flush=True)
        stage = Stage(asterisk, ports, extensions, ask)
        journal = settings.paths.asterisk / "log" / "cel-custom" / "Master.csv"
        offset = journal.stat().st_size if journal.exists() else 0
        async with recording(connection) as stage.events:
            await asyncio.to_thread(_play, story, stage)
        assert stage.events, "nothing was heard"
        save(STREAMS / f"{story.__name__}.ami.jsonl", stage.events)
        (STREAMS / f"{story.__name__}.cel.csv").write_bytes(journal.read_bytes()[offset:])
    for one in (connection, placing):
        await one.close()
    await asyncio.gather(*running)


def _play(story: Story, stage: Stage) -> None:
    try:
        story(stage)
        if story is not inbound.asterisk_was_killed_in_a_talk:
            stage.until_quiet()
    finally:
        stage.close()


def _wait(work: Coroutine[Any, Any, Answer], loop: asyncio.AbstractEventLoop) -> Answer:
    return asyncio.run_coroutine_threadsafe(work, loop).result(10)


def main() -> int:
    wanted = sys.argv[1:]
    stories = [story for story in STORIES if not wanted or story.__name__ in wanted]
    STREAMS.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="hotline-record-"))
    ports = Ports.take()
    env = environment(folder, ports, CONFIG)
    try:
        run_module("asterisk_conf", env)
        run_module("ivr.prompts", env)
        agents = [
            AgentLine(extension=name, username=f"agent{name}", sip_ha1=sip_ha1(name, SECRET)) for name in EXTENSIONS
        ]
        apply_agents(load_settings(env), agents)
        apply_directory(load_settings(env), [WATER], [])
        with private_asterisk(env) as asterisk:
            asyncio.run(record(asterisk, ports, stories))
    finally:
        ports.release()
        shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
