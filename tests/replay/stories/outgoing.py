"""Calls that we place: callbacks, and numbers that agents dial."""

from ops.phones.agent import NEVER_PICKS_UP, REJECTS
from tests.parts.wait import until
from tests.replay.stories.stage import CALLER, Stage


def rung_back_and_reached(stage: Stage) -> None:
    home, agent = stage.far_end(), stage.agent()
    stage.place_call(agent)
    until(lambda: any(call.is_talking for call in home.calls), "a talk at home")
    stage.until_event("BridgeEnter", 2)
    agent.phone.hang_up(agent.until_talking())


def rung_back_and_busy(stage: Stage) -> None:
    stage.far_end(REJECTS)
    stage.place_call(stage.agent())
    stage.until_mark("dialled")


def rung_back_but_the_agent_left(stage: Stage) -> None:
    home, agent = stage.far_end(NEVER_PICKS_UP), stage.agent()
    stage.place_call(agent)
    until(lambda: home.calls, "a telephone that rings at home")
    agent.phone.hang_up(agent.until_talking())


def dialled_on_the_phone(stage: Stage) -> None:
    line = stage.far_end()
    stage.dials(stage.agent(), CALLER)
    call = until(lambda: next((call for call in line.calls if call.is_talking), None), "a talk")
    stage.until_event("BridgeEnter", 2)
    line.hang_up(call)


def dialled_on_the_phone_and_busy(stage: Stage) -> None:
    stage.far_end(REJECTS)
    stage.dials(stage.agent(), CALLER).wait(10)
