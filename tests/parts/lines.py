"""The lines of the hotline that most stories share, and the beginning of a test file's own hotline."""

# The beginning of a test file's own hotline: one queue, and a carrier whose telephones are ours too.
SMALL = """
[[trunks]]
name = "carrier"
match = ["127.0.0.2/32"]
contact = "sip:127.0.0.2:{port}"
channels = 200
reserve_inbound = 100

[[queues]]
name = "hotline"
numbers = ["12345"]
greeting = ""
wrapup_s = 0
"""

# name of the line: the number dialled, and how it differs from an ordinary line
LINES = {
    "hotline": ("12345", ""),
    "greeted": ("12301", 'greeting = "welcome"'),
    "tiny": ("12302", "max_waiting = 1"),
    "hasty": ("12303", "max_wait_s = 2"),
    "abandoned": ("12304", ""),
    "inorder": ("12305", 'strategy = "linear"\nring_s = 2'),
    "patient": ("12306", 'strategy = "linear"\nring_s = 2\nno_answer = "keep"'),
    "busy": ("12307", ""),
    "mixed": ("12308", "ring_s = 60"),
    "flood": ("12309", "max_waiting = 1000"),
    "wrapping": ("12310", "wrapup_s = 3"),
    "asked": ("12311", "wrapup_s = 3"),  # the only one with the survey
    "noticed": ("12313", ""),  # the only one with notices
}


def number_of(line: str) -> str:
    """The number that citizens dial for that line."""
    return LINES[line][0]
