"""Request bodies that create or change an agent."""

from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from agent_api.login.new_password import NewPassword
from agent_api.protocol.fields import Body, Line, Matching, NotBlank, Patch
from hotline.commands.agents import checks as commands
from hotline.domain.agents.roster import EXTENSION, USERNAME

SHORTEST_SECRET, LONGEST_SECRET = 16, 128


def _long_enough(value: str) -> str:
    """Nobody types it, and the network may guess at it."""
    if not SHORTEST_SECRET <= len(value) <= LONGEST_SECRET:
        raise ValueError(f"{SHORTEST_SECRET} to {LONGEST_SECRET} characters; leave it out and one is made")
    return value


NewUsername = Annotated[str, Matching(USERNAME, "1 to 32 letters, digits, . _ -")]
Extension = Annotated[str, Matching(EXTENSION, "2 to 6 digits")]
PersonName = Annotated[Line, NotBlank, StringConstraints(max_length=64)]
QueueName = Annotated[Line, StringConstraints(max_length=64)]
RoleName = Literal["agent", "supervisor", "admin", "auditor"]
SipSecret = Annotated[
    Line,
    AfterValidator(_long_enough),
    Field(json_schema_extra={"minLength": SHORTEST_SECRET, "maxLength": LONGEST_SECRET, "format": "password"}),
]


class Skill(Body):
    """A queue that the agent serves. Agents with a lower penalty are rung first."""

    name: QueueName
    penalty: int = Field(default=0, ge=0, le=100)


def _named(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


Skills = list[Annotated[Skill, BeforeValidator(_named, json_schema_input_type=str | Skill)]]


def skills(sent: Skills) -> list[commands.Skill]:
    return [commands.Skill(queue=skill.name, penalty=skill.penalty) for skill in sent]


class NewAgent(Body):
    """`queues` are names, or names with a penalty; a name alone has penalty 0. For an extension without a `sip_secret`
    one is generated, and shown in the response."""

    username: NewUsername
    password: NewPassword
    name: PersonName
    role: RoleName
    extension: Extension | None = None
    sip_secret: SipSecret | None = None
    queues: Skills = Field(default=[])


class AgentPatch(Patch):
    """Fields that are left out stay as they are. `extension` null takes the telephone away. `new_sip_secret` generates
    a new secret for the telephone, as happens for a new extension without one; the response shows it, and the old one
    is void at once. `disabled` true: no log-in, telephone or queues; the user's records, extension and secret are kept
    for when it is false again."""

    MAY_BE_NULL: ClassVar[frozenset[str]] = frozenset({"extension"})

    password: NewPassword | None = None
    name: PersonName | None = None
    role: RoleName | None = None
    extension: Extension | None = None
    sip_secret: SipSecret | None = None
    new_sip_secret: bool = False
    queues: Skills | None = None
    disabled: bool | None = None
