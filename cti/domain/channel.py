"""How a channel's name and context say whose it is: the words that the dialplan and both witnesses share."""

TRUNK_CONTEXT = "from-trunk-"
AGENT_CONTEXT = "from-agent"


def endpoint_of(channel_name: str) -> str:
    """The PJSIP endpoint of a channel (an agent's extension, or a trunk): PJSIP/1001-0000002a gives 1001, others ""."""
    technology, _, rest = channel_name.partition("/")
    return rest.rpartition("-")[0] if technology == "PJSIP" else ""
