"""A new password, as it is sent (hotline.commands.agents.passwords checks it)."""

from typing import Annotated

from pydantic import Field, StringConstraints

from agent_api.protocol.fields import Lines
from hotline.domain.agents.password import SHORTEST

NewPassword = Annotated[
    Lines, StringConstraints(max_length=256), Field(json_schema_extra={"minLength": SHORTEST, "format": "password"})
]
