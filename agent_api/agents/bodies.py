"""Request bodies that create or change an agent."""

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from agent_api.agents.sip_secret import SipSecret
from agent_api.login.new_password import NewPassword
from agent_api.protocol.fields import Body, Line, Matching, NotBlank

NewUsername = Annotated[str, Matching("[A-Za-z0-9][A-Za-z0-9._-]{0,31}", "1 to 32 letters, digits, . _ -")]
Extension = Annotated[str, Matching("[0-9]{2,6}", "2 to 6 digits")]
PersonName = Annotated[Line, NotBlank, StringConstraints(max_length=64)]
QueueName = Annotated[Line, StringConstraints(max_length=64)]
RoleName = Literal["agent", "supervisor", "admin", "auditor"]


class Skill(Body):
    """A queue that the agent serves. Agents with a lower penalty are rung first."""

    name: QueueName
    penalty: int = Field(default=0, ge=0, le=100)


def _named(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


Skills = list[Annotated[Skill, BeforeValidator(_named, json_schema_input_type=str | Skill)]]


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


class AgentPatch(Body):
    """Fields that are left out stay as they are. `extension` null takes the telephone away. `new_sip_secret` generates
    a new secret for the telephone, as happens for a new extension without one; the response shows it, and the old one
    is void at once. `disabled` true: no log-in, telephone or queues; the user's records, extension and secret are kept
    for when it is false again."""

    password: NewPassword | None = None
    name: PersonName | None = None
    role: RoleName | None = None
    extension: Extension | None = None
    sip_secret: SipSecret | None = None
    new_sip_secret: bool = False
    queues: Skills | None = None
    disabled: bool | None = None

    @model_validator(mode="after")
    def _null_means_no_phone_and_nothing_else(self) -> Self:
        nulls = {field for field in self.model_fields_set - {"extension"} if getattr(self, field) is None}
        if nulls:
            raise ValueError(f"a value other than null in {', '.join(sorted(nulls))}")
        return self
