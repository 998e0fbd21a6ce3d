"""The question of an arriving call: which queue, and with which priority. The caller's data are never sent back."""

import logging
from collections.abc import Callable

from hotline.domain.numbers.number import Number, normalise
from hotline.names.variables import Variable
from hotline.settings.hotline import Hotline
from ivr.agi import Conversation
from ivr.decide import Standing, decide

log = logging.getLogger(__name__)


class Arrival:
    """Sets the call's queue and priority. If it sets nothing, the dialplan uses its own defaults."""

    def __init__(self, hotline: Hotline, standing: Callable[[Number], Standing | None]) -> None:
        self._hotline = hotline
        self._standing = standing

    def __call__(self, call: Conversation) -> None:
        given = _count(call.env.get("agi_arg_1", ""))
        calls_now = _count(call.env.get("agi_arg_2", ""))
        caller = normalise(call.env.get("agi_callerid", ""), self._hotline.centre.area_code)
        decision = decide(self._hotline, call.env.get("agi_dnid", ""), self._standing(caller), given, calls_now)
        if decision.priority > given:
            call.set_variable(Variable.QUEUE_PRIO.name, decision.priority)
        if decision.queue is not None:
            call.set_variable(Variable.HOTLINE_QUEUE.name, decision.queue)
        log.debug("%s: queue %s, priority %s", call.env.get("agi_uniqueid", "")[:40], decision.queue, decision.priority)


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else 0
