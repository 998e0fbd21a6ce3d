"""What an agent is held for whose telephone did not take a call: not every telephone that is not picked up rang.

By the Q.850 cause that Asterisk makes of SIP's answer (tried on 22.10):

| SIP | cause | it says |
|---|---|---|
| 486, 600 | 17 | declined, or do not disturb |
| 603 | 21 | declined |
| 480 at once | 19 | do not disturb; after a while the telephone's own patience was over, and nobody picked up |
| 488, 606 | 58 | it has no codec in common with us: nothing that its agent did |
| 404, 408, 415, 500, 503 | 1, 18, 127, 38, 34 | it could not take the call: nothing that its agent did |

All of them are held: a queue would ring such a telephone again at once while others sit idle.
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
    """`rang` is how long the telephone was rung."""
    if cause == "19" and rang < AT_ONCE:
        return AgentBlock.DECLINED
    return _BLOCKS.get(cause, AgentBlock.NO_ANSWER)
