"""The hotline of the stories about transfers, and the telephones of the lines that citizens are sent to."""

from ops.phones.agent import NEVER_PICKS_UP, Behaviour
from tests.parts.lines import SMALL

CONFIG = (
    SMALL
    + """
[[queues]]
name = "writing"
numbers = ["12346"]
greeting = ""
wrapup_s = 3

[[queues]]
name = "asked"
numbers = ["12347"]
greeting = ""
wrapup_s = 0

[survey]
enabled = true
queues = ["asked"]
timeout_s = 1

[[directory]]
key = "water"
name = "水务热线"
numbers = ["96300"]

[[directory]]
key = "power"
name = "供电"
numbers = ["96301", "96300"]
ring_s = 2

[[directory]]
key = "moved"
name = "已转移"
numbers = ["96307", "96300"]
ring_s = 2

[[directory]]
key = "deaf"
name = "无人接听"
numbers = ["96301", "96302"]
ring_s = 2

[[directory]]
key = "fire"
name = "火警"
numbers = ["119"]
emergency = true

[callback]
min_idle_s = "1d"
"""
)
LINES = {
    "96301": Behaviour(after_s=0.05, refuses=486),
    "96302": NEVER_PICKS_UP,
    "96303": Behaviour(after_s=0.05, refuses=603),
    "96304": Behaviour(after_s=0.05, refuses=503),
    "96305": Behaviour(after_s=0.5, refuses=486, announces=True),
    "96306": Behaviour(talks_s=0),
    "96307": Behaviour(after_s=0.05, refuses=302, moves_to="sip:12345@127.0.0.1"),
}
AGENT, TARGET = 500, 900  # the pitch of their voices
SOON_S = 1.0  # the citizen hears somebody or music so soon after each step
MODES = ("blind", "consult", "three_way")
