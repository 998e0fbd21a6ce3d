"""The contexts of the dialplan. Roles send channels to some of them, and recognise by others what a channel is."""

from enum import StrEnum


class Context(StrEnum):
    """Contexts that exist once. Each comment says whose channel enters, and what happens there."""

    # where calls begin
    FROM_AGENT = "from-agent"  # an agent's telephone, its own calls and those that ring it
    NOWHERE = "nowhere"  # has no extensions; for SIP that may not place calls
    PLACED = "hotline-placed"  # the agent's, of a call that the callback role places: they have picked up
    # every channel made by an Originate, before it is dialled: prevents it from following redirections
    LEG = "hotline-leg"
    COLLEAGUE = "hotline-colleague"  # the agent's: rings another agent's telephone
    OUTSIDE = "hotline-outside"  # the agent's: normalises the number that they dialled
    DIALLED = "hotline-dialled"  # the agent's: dials an outside number, if that is within the limits
    OUTGOING = "hotline-outgoing"  # the agent's: the outside number is being dialled
    REACHED = "hotline-reached"  # the citizen's, dialled by us: they have picked up
    LEFT_ALONE = "hotline-left-alone"  # the citizen's, dialled by us: the agent has hung up
    LIMIT = "hotline-limit"  # the agent's: how many more calls the telephone may place
    UNLIMITED = "hotline-unlimited"  # only queried: numbers that count towards no limit
    EMERGENCIES = "hotline-emergencies"  # only queried: numbers of emergency desks

    # a citizen's way to a person
    ORIGIN = "hotline-origin"  # the citizen's: the call comes from a desk such as 110
    CALLER = "hotline-caller"  # the citizen's: finds the caller's number where Asterisk does not
    UNHEARD = "hotline-unheard"  # the citizen's: offers no codec that we understand
    CALLS_OF_NUMBER = "hotline-calls-of-number"  # the citizen's: how many live calls this number has
    TURNED_AWAY = "hotline-turned-away"  # the citizen's: this number has too many live calls
    NOTICES = "hotline-notices"  # the citizen's: hears the notices of the queue
    NOTICED = "hotline-noticed"  # the citizen's: has pressed a key during a notice
    UNNAMED = "hotline-unnamed"  # the citizen's: the number is removed from the channel while they enter a queue
    NAMED = "hotline-named"  # the citizen's: the number is restored
    RINGS = "hotline-rings"  # the channel to a queue member, and its end
    PLACE = "hotline-place"  # the citizen's: their position in another queue
    UNSERVED = "hotline-unserved"  # the citizen's: the queue has released them
    SORRY = "hotline-sorry"  # the citizen's: hears the reason, while a queue with an agent is looked for
    SOMEBODY = "hotline-somebody"  # the citizen's: a queue in which an agent is free
    ANYBODY = "hotline-anybody"  # the citizen's: a queue that has any agent
    ANYBODY_IN = "hotline-anybody-in"  # the citizen's: the same, for one queue
    KEYS = "hotline-keys"  # the citizen's: the keys that ask for a callback

    # marks, recordings
    MARK = "hotline-mark"  # any: reports to AMI and the journal (hotline.names.marks.Mark)
    TRANSFER_MARK = "hotline-transfer-mark"  # any: the same, for a transfer (TransferStep)
    SAID = "hotline-said"  # any: how its Dial ended
    RECORD = "hotline-record"  # channels that are to be recorded, during the conversation
    RECORDING = "hotline-recording"  # any: the file of a call's recording

    # transfers, and a citizen on hold
    BLIND = "hotline-blind"  # the citizen's: dials one number after another, then returns to an agent
    TO_QUEUE = "hotline-to-queue"  # the citizen's: waits in the queue that the agent sent them to
    SENT_ANSWERED = "hotline-sent-answered"  # the channel of that queue's agent, as they pick up
    INSIDE = "hotline-inside"  # whichever dials a colleague: is their telephone free?
    BLIND_ANSWERED = "hotline-blind-answered"  # the target's: they have picked up
    CONSULT = "hotline-consult"  # the agent's: talks with the target while the citizen waits
    COLLEAGUE_HAS_IT = "hotline-colleague-has-it"  # the target's: a colleague takes the call over from the agent
    CONSULTED = "hotline-consulted"  # the target's: the agent has left, now they get the citizen
    THREE_WAY = "hotline-three-way"  # the agent's: as consult, then to the conference of three
    THREE = "hotline-three"  # all three: the conference
    TRANSFER_ANSWERED = "hotline-transfer-answered"  # the target's, as they pick up
    TRANSFER_CALLER = "hotline-transfer-caller"  # the target's, before it is dialled
    ASIDE = "hotline-aside"  # the citizen's: music, until they are taken back or join the others
    HOLD = "hotline-hold"  # the agent's: the citizen is on hold
    TOGETHER = "hotline-together"  # the agent's: back with the citizen
    CANCELLED = "hotline-cancelled"  # the agent's: no longer waits for the target
    LEFT_BY_TARGET = "hotline-left-by-target"  # the agent's: the target has left
    HUNG_UP = "hotline-hung-up"  # any party that hangs up during a transfer
    ALONE = "hotline-alone"  # the citizen's: all others have left; to the head of the queue
    # a party that talked with a citizen and hung up: passes the cause to the citizen's channel
    LEG_OVER = "hotline-leg-over"
    LEFT_WITH = "hotline-left-with"  # the citizen's: waits for that cause
    LEFT = "hotline-left"  # the citizen's: the agent has hung up; from a dead telephone they return to a queue
    OVER = "hotline-over"  # any: ends
    SURVEY = "hotline-survey"  # the citizen's: everybody has left them, and they are asked how satisfied they are
    URGENT = "hotline-urgent"  # the citizen's or the target's: is it an emergency desk that was dialled?

    # supervision
    SUPERVISE = "hotline-supervise"  # the supervisor's: hears an agent's channel, and may speak
    SUPERVISE_VOICE = "hotline-supervise-voice"  # Local channels: the supervisor's voice to a party of a conference
    SUPERVISED = "hotline-supervised"  # the agent's: with somebody else now, or hung up; the supervisor's follows

    # the agent's own keys
    KEYED = "hotline-keyed"  # the agent's: a key in a conversation of two
    KEYED_IN_ROOM = "hotline-keyed-in-room"  # the agent's: a key in the conference of three
    KEYED_CITIZEN = "hotline-keyed-citizen"  # the agent's: finds the citizen they are with
    KEYED_TARGET = "hotline-keyed-target"  # the agent's: finds the target they are with
    KEYED_GIVEN = "hotline-keyed-given"  # the agent's: variables for the transfer
    KEYED_COLLEAGUE = "hotline-keyed-colleague"  # the agent's: an extension that was keyed
    CODES = "hotline-codes"  # the agent's: directory entries by code
    CODE_GOES_ON = "hotline-code-goes-on"  # only queried: whether a longer code or extension begins so

    # the telephone's own transfer buttons (REFER)
    REFERRED = "hotline-referred"  # the citizen's: the agent has sent them to the number that the button named
    REFER = "hotline-refer"  # the citizen's: the transfer that this becomes
    REFER_OUTSIDE = "hotline-refer-outside"  # the citizen's: normalises the number
    OTHER_CALL = "hotline-other-call"  # the agent's: finds a citizen in another call of theirs
    JOINS = "hotline-joins"  # the agent's, hung up: were two calls of theirs joined?
    JOINED = "hotline-joined"  # the citizen's and the target's: they were
    HANDED_OVER = "hotline-handed-over"  # the agent's, hung up: has the citizen taken its place in a Dial?
    JOINED_LATE = "hotline-joined-late"  # a target that answers when the citizen is there already
    MOVED_IN = "hotline-moved-in"  # the citizen's, in the place of the agent


class ContextFamily(StrEnum):
    """Prefixes of contexts that exist once per trunk or queue; the name follows."""

    TRUNK = "from-trunk-"  # calls from a trunk, and ours through it
    ORIGIN = "origin-"  # calls from a trunk: from which desk?
    ARRIVAL = "arrival-"  # the citizen's: queries ivr
    QUEUE = "queue-"  # the citizen's: in the queue
