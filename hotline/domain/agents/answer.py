"""The block for an agent whose telephone did not take a call: it may have refused without ringing.

By the Q.850 cause that Asterisk derives from the SIP status (measured with 22.10):

| SIP | cause | meaning |
|---|---|---|
| 486, 600 | 17 | declined, or do not disturb |
| 603 | 21 | declined |
| 480 at once | 19 | do not disturb; later it means that the telephone's own timeout ended the ringing |
| 488, 606 | 58 | no common codec: not the agent's doing |
| 404, 408, 415, 500, 503 | 1, 18, 127, 38, 34 | the telephone could not take the call: not the agent's doing |

The agent is blocked in all of these cases: a queue would call such a telephone again at once while others are idle.
"""

from datetime import timedelta

from hotline.domain.agents.agent import AgentBlock

AT_ONCE = timedelta(seconds=3)

_BLOCKS = {
    "17": AgentBlock.DECLINED,
    "21": AgentBlock.DECLINED,
    "58": AgentBlock.NO_CODEC,
    **dict.fromkeys(("1", "18", "34", "38", "127"), AgentBlock.PHONE_FAILED),
}


def block_for_cause(cause: str, rang: timedelta) -> AgentBlock:
    """`rang` is how long the telephone was called."""
    if cause == "19" and rang < AT_ONCE:
        return AgentBlock.DECLINED
    return _BLOCKS.get(cause, AgentBlock.NO_ANSWER)
