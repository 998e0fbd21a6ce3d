"""Other names by which the dialplan talks to the roles, and by which it counts."""

from enum import StrEnum

CEL_EVENT = "hotline"  # the dialplan's own lines in the journal (CELGenUserEvent): MARK:VALUE


class UserEvent(StrEnum):
    """The dialplan's own events on AMI; cti reads them."""

    MARK = "HotlineMark"  # Mark, Value (hotline.names.marks)
    LIMIT = "HotlineLimit"  # Extension, Limit: a telephone wanted to place more calls than it may
    UNHEARD = "HotlineUnheard"  # Trunk, Codec: a citizen's call offered no codec that we understand


class UserEventHeader(StrEnum):
    """The headers of these events."""

    MARK = "Mark"
    VALUE = "Value"
    EXTENSION = "Extension"
    LIMIT = "Limit"  # once or day; nobody reads it but people
    TRUNK = "Trunk"
    CODEC = "Codec"


class Group(StrEnum):
    """The categories of GROUP(), by which channels are counted."""

    LINES = "lines"  # "ours": calls of ours that use a line of the first trunk
    PHONES = "phones"  # by extension: calls that a telephone has placed
    CALLERS = "callers"  # by number, or "nobody": live calls of citizens


class DatabaseFamily(StrEnum):
    """The families of Asterisk's own database that we read or write."""

    # by extension: DAY-CALLS, the calls that a telephone has placed that day; written by the dialplan
    DIALLED = "dialled"
    CONTACTS = "registrar/contact"  # registrations; written by Asterisk, and cti ends some
