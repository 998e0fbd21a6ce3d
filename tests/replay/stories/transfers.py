"""Citizens who are sent on, by the API's commands and by keys."""

from ops.phones.agent import ANSWERS, REJECTS, Behaviour
from ops.phones.citizen import Citizens
from tests.replay.stories.stage import Agent, Stage


def _transferred(stage: Stage, mode: str, numbers: str = "96300", line: Behaviour = ANSWERS) -> tuple[Agent, Citizens]:
    stage.far_end(line)
    agent = stage.agent()
    citizen = stage.citizen()
    agent.until_talking()
    stage.until_event("BridgeEnter", 2)
    stage.transfer(agent, mode, numbers)
    return agent, citizen


def transferred_blind(stage: Stage) -> None:
    _, citizen = _transferred(stage, "blind")
    stage.until_event("BridgeEnter", 4)
    citizen.hang_up()


def transferred_blind_in_vain_and_back(stage: Stage) -> None:
    _, citizen = _transferred(stage, "blind", "96300-96301", REJECTS)
    stage.until_event("BridgeEnter", 4)
    citizen.hang_up()


def consulted_and_completed(stage: Stage) -> None:
    agent, citizen = _transferred(stage, "consult")
    stage.until_event("BridgeEnter", 4)
    agent.phone.hang_up(agent.until_talking())
    stage.until_step("completed")
    stage.until_event("BridgeEnter", 6)
    citizen.hang_up()


def talked_of_by_three(stage: Stage) -> None:
    agent, citizen = _transferred(stage, "three_way")
    stage.until_step("met")
    agent.phone.hang_up(agent.until_talking())
    stage.until_step("agent_left")
    citizen.hang_up()


def taken_back_and_sent_on_by_the_keys_of_the_telephone(stage: Stage) -> None:
    stage.far_end()
    phone = stage.agent_with_keys()
    citizen = stage.citizen()
    phone.until_talking()
    stage.until_event("BridgeEnter", 2)
    phone.press("*211")
    stage.until_event("BridgeEnter", 4)
    phone.press("*0")
    stage.until_event("BridgeEnter", 6)
    phone.press("*111")
    stage.until_event("BridgeEnter", 8)
    citizen.hang_up()
