"""How else the dialplan speaks to the roles, and what it counts by."""

from enum import StrEnum

CEL_EVENT = "hotline"  # the dialplan's own lines in the journal (CELGenUserEvent): MARK:VALUE


class UserEvent(StrEnum):
    """The dialplan's own events on AMI; cti reads them."""

    MARK = "HotlineMark"  # Mark, Value (hotline.names.marks)
    LIMIT = "HotlineLimit"  # Extension, Limit: a telephone wanted to place more calls than it may
    UNHEARD = "HotlineUnheard"  # Trunk, Codec: a citizen's call offered no codec that we understand


class UserEventHeader(StrEnum):
    """What stands in them."""

    MARK = "Mark"
    VALUE = "Value"
    EXTENSION = "Extension"
    LIMIT = "Limit"  # once or day; nobody reads it but people
    TRUNK = "Trunk"
    CODEC = "Codec"


class Group(StrEnum):
    """The categories of GROUP(): what channels are counted by."""

    LINES = "lines"  # "ours": calls that take a line of the first trunk
    PHONES = "phones"  # by extension: calls that a telephone has placed
    CALLERS = "callers"  # by number, or "nobody": calls of citizens that live


class DatabaseFamily(StrEnum):
    """The families of Asterisk's own database that we look into."""

    DIALLED = "dialled"  # by extension: DAY-CALLS, how often a telephone has dialled that day; the dialplan's
    CONTACTS = "registrar/contact"  # registrations; Asterisk's, cti ends some
