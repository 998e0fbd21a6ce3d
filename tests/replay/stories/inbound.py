"""Citizens who call."""

import os
import signal

from ops.phones.agent import NEVER_PICKS_UP, REJECTS, Behaviour, Nudge
from tests.parts.sip.silence import silent_server
from tests.replay.stories.stage import (
    NEXT_CALLER,
    Stage,
)


def answered_and_the_citizen_hangs_up(stage: Stage) -> None:
    agent = stage.agent()
    citizen = stage.citizen()
    agent.until_talking()
    citizen.hang_up()


def answered_and_the_agent_hangs_up(stage: Stage) -> None:
    agent = stage.agent(Behaviour(talks_s=0.5))
    stage.citizen()
    agent.until_talking()


def hung_up_in_the_greeting(stage: Stage) -> None:
    stage.agent(queue="greeted")
    stage.citizen(dials="12319", stays_s=0.6)


def hung_up_before_the_line_was_answered(stage: Stage) -> None:
    with silent_server(stage.asterisk.settings.agi_port):
        stage.citizen(waits_s=0.5).wait(10)


def hung_up_in_the_queue(stage: Stage) -> None:
    agent = stage.agent()
    first = stage.citizen()
    agent.until_talking()
    second = stage.citizen(caller=NEXT_CALLER)
    stage.until_mark("queue", 2)
    second.hang_up()
    second.wait(5)
    first.hang_up()


def hung_up_while_a_phone_rang(stage: Stage) -> None:
    agent = stage.agent(NEVER_PICKS_UP)
    citizen = stage.citizen()
    agent.until_ringing()
    citizen.hang_up()


def turned_away_because_the_queue_was_full(stage: Stage) -> None:
    agent = stage.agent(NEVER_PICKS_UP, queue="tiny")
    first = stage.citizen(dials="12320")
    agent.until_ringing()
    stage.citizen(caller=NEXT_CALLER, dials="12320").wait(20)
    first.hang_up()


def turned_away_because_nobody_was_signed_in(stage: Stage) -> None:
    stage.citizen().wait(20)


def sent_home_because_the_last_agent_went_away(stage: Stage) -> None:
    agent = stage.agent(NEVER_PICKS_UP)
    stage.citizen()
    agent.until_ringing()
    stage.pause(agent)


def waited_too_long(stage: Stage) -> None:
    stage.agent(NEVER_PICKS_UP, queue="hasty")
    stage.citizen(dials="12358")


def _the_second_agent_answers(stage: Stage, first: Behaviour, *, closes: bool = False) -> None:
    absent = stage.agent(first, queue="inorder")
    agent = stage.agent(queue="inorder")
    citizen = stage.citizen(dials="12333")
    if closes:
        absent.until_ringing()
        absent.phone.stop()
    agent.until_talking()
    citizen.hang_up()


def one_agent_declines_and_the_next_answers(stage: Stage) -> None:
    _the_second_agent_answers(stage, REJECTS)


def one_agent_does_not_pick_up_and_the_next_answers(stage: Stage) -> None:
    _the_second_agent_answers(stage, NEVER_PICKS_UP)


def one_agent_loses_the_phone_while_it_rings(stage: Stage) -> None:
    _the_second_agent_answers(stage, NEVER_PICKS_UP, closes=True)


def put_on_hold_and_taken_back(stage: Stage) -> None:
    agent = stage.agent()
    citizen = stage.citizen()
    talk = agent.until_talking()
    for nudge, name in ((Nudge.HOLD, "Hold"), (Nudge.UNHOLD, "Unhold")):
        agent.phone.nudge(talk, nudge)
        stage.until_event(name)
    citizen.hang_up()


def hung_up_by_the_citizen_while_on_hold(stage: Stage) -> None:
    agent = stage.agent()
    citizen = stage.citizen()
    agent.phone.nudge(agent.until_talking(), Nudge.HOLD)
    stage.until_event("Hold")
    citizen.hang_up()


def two_calls_at_once(stage: Stage) -> None:
    agents = [stage.agent(), stage.agent()]
    citizens = [stage.citizen(), stage.citizen(caller=NEXT_CALLER)]
    for agent in agents:
        agent.until_talking()
    for citizen in reversed(citizens):
        citizen.hang_up()


def dialled_a_number_that_nobody_knows(stage: Stage) -> None:
    agent = stage.agent()
    citizen = stage.citizen(dials="99999")
    agent.until_talking()
    citizen.hang_up()


def called_by_the_110_desk(stage: Stage) -> None:
    agent = stage.agent()
    citizen = stage.citizen(caller="110", at="127.0.0.3")
    agent.until_talking()
    citizen.hang_up()


def went_on_to_the_main_room(stage: Stage) -> None:
    expert, agent = stage.agent(NEVER_PICKS_UP, queue="expert"), stage.agent()
    citizen = stage.citizen(dials="12329")
    expert.until_ringing()
    agent.until_talking()
    citizen.hang_up()


def called_by_a_number_like_an_extension(stage: Stage) -> None:
    agent = stage.agent()
    citizen = stage.citizen(caller=agent.extension)
    agent.until_talking()
    citizen.hang_up()


def answered_while_ivr_was_frozen(stage: Stage) -> None:
    agent = stage.agent()
    with silent_server(stage.asterisk.settings.agi_port):
        citizen = stage.citizen()
        agent.until_talking()
    citizen.hang_up()


def asterisk_was_killed_in_a_talk(stage: Stage) -> None:
    agent = stage.agent()
    stage.citizen()
    agent.until_talking()
    stage.until_event("BridgeEnter", 2)
    os.kill(stage.asterisk.pid, signal.SIGKILL)
