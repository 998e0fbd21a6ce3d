"""The contexts of the dialplan. Roles send channels to some of them, and read in others whose a channel is."""

from enum import StrEnum


class Context(StrEnum):
    """Those with one name each; whose channel comes there, and what happens to it."""

    # where calls begin
    FROM_AGENT = "from-agent"  # an agent's telephone, its own calls and those that ring it
    NOWHERE = "nowhere"  # has no extensions: SIP that no call may come from
    PLACED = "hotline-placed"  # the agent's, of a call that callback places: they have picked up
    LEG = "hotline-leg"  # each channel that an Originate makes, before it is dialled: no redirection is followed
    COLLEAGUE = "hotline-colleague"  # the agent's: rings another agent's telephone
    OUTSIDE = "hotline-outside"  # the agent's: what they dialled, in the one spelling of it
    DIALLED = "hotline-dialled"  # the agent's: dials a number outside, if that is within the limits
    OUTGOING = "hotline-outgoing"  # the agent's: the number outside is dialled
    REACHED = "hotline-reached"  # the citizen's whom we dialled, as they pick up
    LEFT_ALONE = "hotline-left-alone"  # the citizen's whom we dialled: the agent has hung up
    LIMIT = "hotline-limit"  # the agent's: how much the telephone may still dial
    UNLIMITED = "hotline-unlimited"  # only asked for: numbers that no limit counts
    EMERGENCIES = "hotline-emergencies"  # only asked for: numbers of emergency desks

    # a citizen's way to a person
    ORIGIN = "hotline-origin"  # the citizen's: comes from a desk such as 110
    CALLER = "hotline-caller"  # the citizen's: who calls, where Asterisk does not tell
    UNHEARD = "hotline-unheard"  # the citizen's: offers no codec that we understand
    CALLS_OF_NUMBER = "hotline-calls-of-number"  # the citizen's: how many calls of this number live
    TURNED_AWAY = "hotline-turned-away"  # the citizen's: one call of this number too many
    UNNAMED = "hotline-unnamed"  # the citizen's: their number is put aside while they enter a queue
    NAMED = "hotline-named"  # the citizen's: their number is back
    RINGS = "hotline-rings"  # the channel to a queue's member, and its end
    PLACE = "hotline-place"  # the citizen's: their place in another queue
    UNSERVED = "hotline-unserved"  # the citizen's: the queue has let them go
    SORRY = "hotline-sorry"  # the citizen's: they hear why, while somebody is looked for
    SOMEBODY = "hotline-somebody"  # the citizen's: a queue in which somebody is free
    ANYBODY = "hotline-anybody"  # the citizen's: a queue in which anybody is
    ANYBODY_IN = "hotline-anybody-in"  # the citizen's: the same, of one queue
    KEYS = "hotline-keys"  # the citizen's: they press the key that asks for a callback

    # marks, recordings
    MARK = "hotline-mark"  # any: tells AMI and the journal (hotline.names.marks.Mark)
    TRANSFER_MARK = "hotline-transfer-mark"  # any: the same, of a transfer (TransferStep)
    SAID = "hotline-said"  # any: how its Dial ended
    RECORD = "hotline-record"  # who is to be recorded, while they talk
    RECORDING = "hotline-recording"  # any: the file of a call's recording

    # transfers, and a citizen on hold
    BLIND = "hotline-blind"  # the citizen's: number after number, then back to a person
    BLIND_ANSWERED = "hotline-blind-answered"  # the target's, as they pick up
    CONSULT = "hotline-consult"  # the agent's: they talk with the target, the citizen is set aside
    CONSULTED = "hotline-consulted"  # the target's: the agent has left, now it is the citizen's
    THREE_WAY = "hotline-three-way"  # the agent's: as consult, and then to the room of three
    THREE = "hotline-three"  # all three: the room
    TRANSFER_ANSWERED = "hotline-transfer-answered"  # the target's, as they pick up
    TRANSFER_CALLER = "hotline-transfer-caller"  # the target's, before it is dialled
    ASIDE = "hotline-aside"  # the citizen's: music, until they are taken back or meet the others
    HOLD = "hotline-hold"  # the agent's: the citizen is on hold
    TOGETHER = "hotline-together"  # the agent's: back with the citizen
    CANCELLED = "hotline-cancelled"  # the agent's: they do not wait for the target any longer
    LEFT_BY_TARGET = "hotline-left-by-target"  # the agent's: the target has left
    HUNG_UP = "hotline-hung-up"  # whoever hangs up in the midst of it
    ALONE = "hotline-alone"  # the citizen's: everybody has left; to the head of the queue
    LEG_OVER = "hotline-leg-over"  # whoever talked with a citizen, hung up: the citizen's channel is told the cause
    LEFT_WITH = "hotline-left-with"  # the citizen's: waits for that
    LEFT = "hotline-left"  # the citizen's: the agent has hung up; from a dead telephone they go back to a queue
    OVER = "hotline-over"  # any: ends

    # the agent's own keys
    KEYED = "hotline-keyed"  # the agent's: a key in a talk of two
    KEYED_IN_ROOM = "hotline-keyed-in-room"  # the agent's: a key in the room of three
    KEYED_CITIZEN = "hotline-keyed-citizen"  # the agent's: is the citizen with them?
    KEYED_TARGET = "hotline-keyed-target"  # the agent's: is a target with them?
    KEYED_GIVEN = "hotline-keyed-given"  # the agent's: what the transfer must know
    CODES = "hotline-codes"  # the agent's: the directory by code

    # the telephone's own transfer buttons (REFER)
    REFERRED = "hotline-referred"  # the citizen's: the agent has sent them to what the button named
    REFER = "hotline-refer"  # the citizen's: the transfer that this becomes
    REFER_OUTSIDE = "hotline-refer-outside"  # the citizen's: a number, in the one spelling of it
    OTHER_CALL = "hotline-other-call"  # the agent's: have they a citizen in another call?
    JOINS = "hotline-joins"  # the agent's, hung up: were the two of theirs joined?
    JOINED = "hotline-joined"  # the citizen's and the target's: they were
    HANDED_OVER = "hotline-handed-over"  # the agent's, hung up: has the citizen come into its place in a Dial?
    JOINED_LATE = "hotline-joined-late"  # whoever answers when the citizen is there already
    MOVED_IN = "hotline-moved-in"  # the citizen's, in the place of the agent's


class ContextFamily(StrEnum):
    """The beginnings of those that there is one of for each trunk or queue; its name follows."""

    TRUNK = "from-trunk-"  # calls from a trunk, and ours through it
    ORIGIN = "origin-"  # calls from a trunk: from which desk?
    ARRIVAL = "arrival-"  # the citizen's: ivr is asked
    QUEUE = "queue-"  # the citizen's: in the queue
