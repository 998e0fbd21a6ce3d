"""The variables of channels, and those of the whole of Asterisk: who sets each, who reads it, what it may hold.

What AMI, AGI or a channel can set is filtered wherever an application of the dialplan uses it (asterisk_conf.given), to
the characters that its meaning needs.
"""

from enum import Enum, Flag, auto, unique

_NUMBER = "0-9"
_SIGNED = "-0-9"
_IDENTITY = "0-9A-Za-z"
_NAME = "-_0-9A-Za-z"
_CHANNEL = "-._/@:0-9A-Za-z"  # by its id or its name; a ; would begin a comment
_TEXT = "-+._:*#0-9A-Za-z"
_AS_IT_IS = None  # what Asterisk makes, or what the dialplan has filtered in the step before, or never reads


class Who(Flag):
    """DIALPLAN is asterisk_conf's templates, ROLES any code of ours by AMI, AGI or a file, ASTERISK its own code."""

    ASTERISK = auto()
    DIALPLAN = auto()
    ROLES = auto()


_ASTERISK, _PLAN, _ROLES = Who.ASTERISK, Who.DIALPLAN, Who.ROLES


@unique
class Variable(Enum):
    """The member's name is the variable's. In the dialplan `__` before it means: also of the channels that it dials."""

    # of a transfer, a hold, or a citizen who is brought back; on the citizen's channel and on the agent's
    T_ID = _IDENTITY, _PLAN | _ROLES, _PLAN, "the id of the transfer, the hold or the way back"
    T_CALL = _CHANNEL, _PLAN | _ROLES, _PLAN, "the id of the call"
    T_CITIZEN = _CHANNEL, _PLAN | _ROLES, _PLAN, "the citizen's channel"
    T_AGENT = _CHANNEL, _PLAN | _ROLES, _PLAN, "the agent's channel"
    T_EXT = _NUMBER, _PLAN | _ROLES, _PLAN, "the agent's extension"
    T_QUEUE = _NAME, _PLAN | _ROLES, _PLAN, "the queue that the citizen goes back to"
    T_MODE = _NAME, _PLAN | _ROLES, _PLAN, "blind, consult or three_way; empty for a hold"
    T_NUMBERS = _SIGNED, _PLAN | _ROLES, _PLAN, "the numbers to dial, one after another, separated by -"
    T_RING = _NUMBER, _PLAN | _ROLES, _PLAN, "how many seconds each number rings"
    T_CALLER = _TEXT, _PLAN | _ROLES, _PLAN, "the citizen's number for an emergency desk; otherwise empty"
    T_INSIDE = _NUMBER, _PLAN | _ROLES, _PLAN, "1 if these are extensions of colleagues; else nothing"
    T_TO = _NAME, _ROLES, _PLAN, "the queue that the citizen is sent to; else nothing"
    T_TARGET = _CHANNEL, _PLAN, _PLAN | _ROLES, "on the citizen's: the target's channel, without PJSIP/"
    T_BACK = _NUMBER, _PLAN | _ROLES, _PLAN, "on the agent's: 1 when the citizen on hold is taken back"
    # on the citizen's channel; true when the value is T_ID
    T_OFF = _IDENTITY, _PLAN | _ROLES, _PLAN, "the agent has cancelled the transfer"
    T_ANSWERED = _IDENTITY, _PLAN, _PLAN, "the target has picked up"
    T_GONE = _IDENTITY, _PLAN, _PLAN, "the citizen has hung up"
    T_MET = _IDENTITY, _PLAN, _PLAN, "the citizen is in the conference of three"
    T_LEFT_agent = _IDENTITY, _PLAN, _PLAN, "the agent has left"
    T_LEFT_target = _IDENTITY, _PLAN, _PLAN, "the target has left"

    # of a call that we place, on the agent's channel
    PLACED_NUMBER = _TEXT, _PLAN | _ROLES, _PLAN, "the number to dial; on the citizen's channel it stays"
    PLACED_UNTIL = _NUMBER, _ROLES, _PLAN, "after this time nobody is dialled; seconds since the epoch"
    REACHED_AT = _NUMBER, _PLAN, _PLAN, "on the citizen's: when they picked up, in seconds since the epoch"
    OUTSIDE = _NUMBER, _PLAN, _PLAN, "the number that an agent dialled, without +86"
    COLLEAGUE = _NUMBER, _PLAN, _PLAN, "the extension that an agent dialled"
    LIMIT = _NAME, _PLAN, _PLAN, "once or day: the limit that this telephone has reached; otherwise empty"
    DIALLED = _SIGNED, _PLAN, _PLAN, "how often the telephone has dialled today"
    TODAY = _NUMBER, _PLAN, _PLAN, "the day in the centre, as YYYYMMDD"
    OWN = _CHANNEL, _PLAN, _PLAN, "the channel that began a Dial; another one may have taken its place since"

    # of a citizen on the way to a person
    QUEUE_PRIO = _NUMBER, _PLAN | _ROLES, _PLAN | Who.ASTERISK, "how urgent; ivr and the dialplan say so to app_queue"
    HOTLINE_QUEUE = _NAME, _ROLES, _PLAN, "the queue that ivr chose; empty: the dialplan chooses"
    CALLER = _NUMBER, _PLAN, _PLAN, "the caller's number in its canonical form"
    CALLS_OF_NUMBER = _NUMBER, _PLAN, _PLAN, "the number of live calls of this caller, including this one"
    TURNED_AWAY = _NAME, _PLAN, _PLAN, "again or nobody: the caller has too many live calls; otherwise empty"
    CITIZEN_NUM = _TEXT, _PLAN, _PLAN, "the caller's number, while it is removed from the channel"
    IDENTITY = _AS_IT_IS, _PLAN, _PLAN, "the number in P-Asserted-Identity, filtered at once"
    PRIVACY = _AS_IT_IS, _PLAN, _PLAN, "the header of that name, filtered at once"
    CODEC = _NAME, _PLAN, _PLAN, "what the citizen's line sends"
    QUEUE_FIRST = _NAME, _PLAN, _PLAN, "the queue that the citizen rang"
    QUEUE_NOW = _NAME, _PLAN, _PLAN, "the queue in which they are, or were last"
    BACK_TO = _NAME, _PLAN, _PLAN, "the queue that has an agent, if it is another one"
    QUEUE = _NAME, _PLAN, _PLAN, "the same, for the step that goes there"
    WAITS_SINCE = _NUMBER, _PLAN, _PLAN, "since when they wait, in seconds since the epoch"
    PATIENT_UNTIL = _NUMBER, _PLAN, _PLAN, "until when they may wait, in seconds since the epoch"
    PLACE = _NUMBER, _PLAN, _PLAN, "the position in another queue"
    LEAD = _SIGNED, _PLAN, _PLAN, "by how much another waiting citizen is more urgent"

    # of a citizen who hears a notice
    NOTICE = _NUMBER, _PLAN, _PLAN, "the notice that key 1 confirms; nothing if it counts nobody"

    # of a citizen whom the agent has left
    SURVEYED = _NUMBER, _PLAN, _PLAN, "1: they have been asked how satisfied they are"
    URGENT = _NUMBER, _PLAN, _PLAN, "1: an emergency desk was dialled for them"

    # of a citizen whom the queue has released
    REASON = _NAME, _PLAN, _PLAN, "full, empty or timeout; of a queue they were sent to: full, empty or no_answer"
    AGAIN = _NUMBER, _PLAN, _PLAN, "how often they went back to a queue"
    SAY_MS = _NUMBER, _PLAN, _PLAN, "how long the announcement is, in milliseconds"
    SAID_AT = _NUMBER, _PLAN, _PLAN, "when it ends, in milliseconds since the epoch"
    LEFT_MS = _SIGNED, _PLAN, _PLAN, "how many milliseconds of it are left"
    FOUND = _NAME, _PLAN, _PLAN, "a queue that has an agent; otherwise empty"
    BEFORE = _NUMBER, _PLAN, _PLAN, "how many citizens wait before them there"
    MUSIC = _NAME, _PLAN, _PLAN, "the class of music that they had"
    MEMBERS = _CHANNEL, _PLAN, _PLAN, "the members of a queue"
    MEMBER = _CHANNEL, _PLAN, _PLAN, "one of them"

    # of the agent's own keys, on the agent's channel
    K_MODE = _NAME, _PLAN, _PLAN, "the mode that was keyed"
    K_CODE = _NAME, _PLAN, _PLAN, "what was keyed: a code of the directory, or an extension"
    K_TARGET = _NAME, _PLAN, _PLAN, "the key of its entry; in a conversation, the channel of the target"
    K_NUMBERS = _SIGNED, _PLAN, _PLAN, "its numbers, separated by -; empty outside its hours"
    K_RING = _NUMBER, _PLAN, _PLAN, "how many seconds each rings"
    K_INSIDE = _NUMBER, _PLAN, _PLAN, "1 if that is a colleague's extension"
    K_EMERGENCY = _NUMBER, _PLAN, _PLAN, "1 for an emergency desk"
    K_CALL = _CHANNEL, _PLAN, _PLAN, "the id of the call"
    K_CITIZEN = _CHANNEL, _PLAN, _PLAN, "the citizen's channel, when the agent is with them alone"
    K_WHO = _CHANNEL, _PLAN, _PLAN, "the channel that is expected to be the citizen's"
    K_PEER = _CHANNEL, _PLAN, _PLAN, "the channel that is bridged with the agent's"
    K_ENDPOINT = _NAME, _PLAN, _PLAN, "the endpoint of that channel"
    K_PHONE = _NAME, _PLAN, _PLAN, "the agent's own channel, without PJSIP/"
    K_ROOM = _NUMBER, _PLAN, _PLAN, "1 in the conference of three"
    K_THERE = _NAME, _PLAN, _PLAN, "the context in which the agent goes on"
    K_CONTEXT = _NAME, _PLAN, _PLAN, "the context in which the citizen is"
    K_QUEUE = _NAME, _PLAN, _PLAN, "the queue in which the citizen is"
    K_PLACED = _TEXT, _PLAN, _PLAN, "the number of a citizen whom we dialled"

    # of the telephone's own transfer button: blind (R_), attended (J_)
    R_WANTED = _TEXT, _PLAN, _PLAN, "the number that the button named"
    R_NUMBERS = _SIGNED, _PLAN, _PLAN, "the numbers to dial, separated by -; empty if that is not allowed"
    R_RING = _NUMBER, _PLAN, _PLAN, "how many seconds each of these rings"
    R_WHY = _NAME, _PLAN, _PLAN, "why nobody is dialled: not_allowed, closed, emergency"
    R_INSIDE = _NUMBER, _PLAN, _PLAN, "1 when it is a colleague's extension"
    R_EMERGENCY = _NUMBER, _PLAN, _PLAN, "1 when an emergency desk is dialled"
    R_PHONE = _NAME, _PLAN, _PLAN, "the agent's channel, without PJSIP/"
    J_EXT = _NUMBER, _PLAN, _PLAN, "the agent's extension"
    J_CITIZEN = _CHANNEL, _PLAN, _PLAN, "the citizen of the agent's other call"
    J_CALL = _CHANNEL, _PLAN, _PLAN, "the id of that call"
    J_AGENT = _CHANNEL, _PLAN, _PLAN, "the agent's channel in that call"
    J_PHONE = _NAME, _PLAN, _PLAN, "a telephone's channel without PJSIP/, then its extension"
    J_ALL = _CHANNEL, _PLAN, _PLAN, "all channels of the agent's telephone"
    J_WITH = _CHANNEL, _PLAN, _PLAN, "the channel that is bridged with one of them"
    J_WHO = _CHANNEL, _PLAN, _PLAN, "the id of that channel"
    J_OTHER = _CHANNEL, _PLAN, _PLAN, "the id of the agent's other channel"
    J_ACCOUNT = _CHANNEL, _PLAN, _PLAN, "the call of that channel"
    J_AT = _NAME, _PLAN, _PLAN, "the context in which that citizen is"
    J_LATE = _NUMBER, _PLAN, _PLAN, "1 when they were joined while the second one still rang"
    J_TOLD = _IDENTITY, _PLAN, _PLAN, "on the citizen's: the transfer whose beginning is marked already"
    J_NUMBER = _TEXT, _PLAN, _PLAN, "the number that the agent had dialled"

    # of a supervision, on the supervisor's channel
    S_ON = _CHANNEL, _PLAN | _ROLES, _PLAN, "the channel of the agent who is supervised"
    S_CITIZEN = _CHANNEL, _PLAN, _PLAN, "the citizen's, if there has been a transfer"
    S_MET = _IDENTITY, _PLAN, _PLAN, "the transfer whose conference the citizen is in"
    S_MODE = _NAME, _ROLES, _PLAN, "listen, whisper or barge"
    S_RUNS = _NUMBER, _PLAN, _ROLES, "1: the supervisor has answered; only now may the channel be moved"
    S_NAME = _CHANNEL, _PLAN, _PLAN, "the name of the agent's channel"
    S_TURN = _NUMBER, _PLAN, _PLAN, "how many modes there have been"
    S_TOLD = _NAME, _PLAN, _PLAN, "the mode that is marked"
    S_BY = _CHANNEL, _PLAN, _PLAN, "on the agent's: the supervisor's channel"

    # of whoever is left
    LEFT_WITH = _NUMBER, _PLAN, _PLAN, "on the citizen's: the cause of the other side's hang-up"
    LEG_CITIZEN = _CHANNEL, _PLAN, _PLAN, "the channel of that citizen"

    # of one step of the dialplan
    N = _NUMBER, _PLAN, _PLAN, "counts"
    NUMBER = _NUMBER, _PLAN, _PLAN, "the number to dial now"
    KEY = _TEXT, _PLAN, _PLAN, "a key that somebody pressed"
    OTHER = _CHANNEL, _PLAN, _PLAN, "another channel, or a value read from one"
    TARGET = _CHANNEL, _PLAN, _PLAN, "the target's channel"
    AGENT = _CHANNEL, _PLAN, _PLAN, "the agent's channel"
    SAID = _TEXT, _PLAN, _PLAN, "how a Dial ended, as DIALSTATUS:CAUSE:CODE"
    STATE = _NAME, _PLAN, _PLAN, "the state of a colleague's telephone"
    LEGS = _CHANNEL, _PLAN, _PLAN, "the channels of that Dial"
    ANSWER = _NAME, _PLAN, _PLAN, "the SIP status of its answer"
    CALL = _CHANNEL, _PLAN, _PLAN, "the call whose recording it is"
    BORN = _NUMBER, _PLAN, _PLAN, "when that call began, in seconds since the epoch"
    FILE = _AS_IT_IS, _PLAN, _PLAN, "the path of that recording, without extension"

    # Asterisk's own
    ARG1 = _TEXT, _ASTERISK, _PLAN, "what a Gosub was given"
    ARG2 = _TEXT, _ASTERISK, _PLAN, "the same, second"
    ARG3 = _NUMBER, _ASTERISK, _PLAN, "the same, third"
    ARG4 = _NUMBER, _ASTERISK, _PLAN, "the same, fourth"
    GOSUB_RETVAL = _AS_IT_IS, _ASTERISK, _PLAN, "what that Gosub returned"
    EXTEN = _AS_IT_IS, _ASTERISK, _PLAN, "the extension: matched digit by digit, or counted"
    CONTEXT = _NAME, _ASTERISK, _PLAN, "the context"
    EPOCH = _AS_IT_IS, _ASTERISK, _PLAN, "now, in seconds since the epoch"
    UNIQUEID = _AS_IT_IS, _ASTERISK, _PLAN, "the channel's id"
    BRIDGEPEER = _CHANNEL, _ASTERISK, _PLAN, "the channel that it is bridged with"
    DIALEDPEERNAME = _CHANNEL, _ASTERISK, _PLAN, "the channel that its Dial reached"
    DIALSTATUS = _NAME, _ASTERISK, _PLAN, "how its Dial ended"
    HANGUPCAUSE = _NUMBER, _ASTERISK, _PLAN, "the same, as Q.850 has it"
    QUEUESTATUS = _NAME, _ASTERISK | _PLAN, _PLAN, "why Queue() released it; cleared afterwards"
    BLINDTRANSFER = _CHANNEL, _ASTERISK, _PLAN, "the channel that sent it here by REFER"
    CHANNELREDIRECT_STATUS = _NAME, _ASTERISK, _PLAN, "SUCCESS when the other channel was moved"
    AGIEXITONHANGUP = _AS_IT_IS, _PLAN, _ASTERISK, "yes: after a timeout, AGI does not wait for ivr's response"
    MONITOR_FILENAME = _AS_IT_IS, _PLAN, _ASTERISK, "where the queue records to"
    MONITOR_OPTIONS = _AS_IT_IS, _PLAN, _ASTERISK, "how: a appends to the same file, r and t write one side alone"
    QUEUE_MAX_PENALTY = _AS_IT_IS, _PLAN, _ASTERISK, "members with a higher penalty are not rung (RUNG_PENALTY)"
    DYNAMIC_FEATURES = _AS_IT_IS, _PLAN, _ASTERISK, "the keys that an agent's telephone has"
    TRANSFER_CONTEXT = _AS_IT_IS, _PLAN, _ASTERISK, "where its transfer button leads"
    SIPREFERREDBYHDR = _AS_IT_IS, _PLAN, _ASTERISK, "empty: the referring party is not disclosed outside"
    SIPREPLACESHDR = _AS_IT_IS, _PLAN, _ASTERISK, "empty, for the same reason"

    # global
    RECORDING_OFF = _NUMBER, _ROLES, _PLAN, "1: the disk has no room for recordings (cti)"

    def __init__(self, characters: str | None, set_by: Who, read_by: Who, meaning: str) -> None:
        self.characters = characters
        self.set_by = set_by
        self.read_by = read_by
        self.meaning = meaning


SORRY_MS = "SORRY_MS_"
"""Before full, empty or timeout: how long that announcement is, in milliseconds. Global: extensions.conf includes the
file that ivr.prompts writes."""
