"""How long `POST /calls/{id}/transfers` takes, as a multiple of `GET /calls/{id}` by the same agent on the same
connection: what a transfer costs beyond HTTP, the log-in and one look at SQL. Three actions at Asterisk are in it.

The agent consults and takes the citizen back, a hundred times; the citizens change, so that no call gets a long
history.
"""

import json
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from ops.phones.agent import ANSWERS, Phones
from ops.phones.ports import Ports
from tests.bench.progress import say
from tests.bench.report import Part, milliseconds, percentile, ratio
from tests.parts.hotline import running_hotline
from tests.parts.lines import SMALL
from tests.parts.people import People, Seat
from tests.parts.wait import until

TRANSFERS = 100
_EACH = 10  # transfers of one citizen
_TARGET = "96300"
_CONFIG = SMALL + '[callback]\nmin_idle_s = "1d"\n'
_CALM_S = 0.1  # what the step before has caused is over


class _Desk:
    """An agent's connection to the API, which stays open as a browser's does."""

    def __init__(self, seat: Seat) -> None:
        self._token = seat.api.token
        self._connection = HTTPConnection(seat.api.host, seat.api.port, timeout=20)

    def ask(self, method: str, path: str, body: Any = None) -> tuple[float, Any]:
        """The seconds that it took, and the answer."""
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        sent = json.dumps(body).encode() if body else None
        began = time.perf_counter()
        self._connection.request(method, f"/api/v1{path}", body=sent, headers=headers)
        answer = self._connection.getresponse()
        text = answer.read()
        took_s = time.perf_counter() - began
        assert answer.status < 300, text
        return took_s, json.loads(text)


def measure(folder: Path, ports: Ports) -> Part:
    far_end = ports.free()
    with running_hotline(folder, ports, _CONFIG.format(port=far_end)) as hotline:
        targets = Phones(hotline.place("127.0.0.2"), ANSWERS, {}, port=far_end)
        try:
            with People(hotline, hotline.admin) as people:
                say(f"transfers: {TRANSFERS}, one after another")
                posts, gets = _measured(people)
        finally:
            targets.stop()
    post_p50, get_p50 = percentile(posts, 0.5), percentile(gets, 0.5)
    row = {
        "transfers": len(posts),
        "post_p50_ms": milliseconds(post_p50),
        "post_p90_ms": milliseconds(percentile(posts, 0.9)),
        "get_p50_ms": milliseconds(get_p50),
        "post/get": ratio(post_p50, get_p50),
    }
    return Part(name="transfers", title="how quickly a transfer is sent", rows=[row])


def _measured(people: People) -> tuple[list[float], list[float]]:
    seat = people.agent("hotline")
    desk = _Desk(seat)
    posts: list[float] = []
    gets: list[float] = []
    while len(posts) < TRANSFERS:
        citizen = people.new_number()
        telephone = people.citizen("12345", caller=citizen)
        seat.until_talking(citizen)
        call = people.call_in("talking", citizen)["id"]
        for _ in range(_EACH):
            _until_state(desk, f"/calls/{call}", "talking")
            gets.append(desk.ask("GET", f"/calls/{call}")[0])
            took_s, begun = desk.ask("POST", f"/calls/{call}/transfers", {"target": _TARGET, "mode": "consult"})
            posts.append(took_s)
            _until_state(desk, f"/transfers/{begun['id']}", "talking")
            desk.ask("POST", f"/transfers/{begun['id']}/cancel")
            _until_state(desk, f"/transfers/{begun['id']}", "cancelled")
        telephone.hang_up_all()
        telephone.wait(10)
        seat.until_state("ready")
    return posts, gets


def _until_state(desk: _Desk, path: str, state: str) -> None:
    until(lambda: desk.ask("GET", path)[1]["state"] == state, f"{path} {state}")
    time.sleep(_CALM_S)
