"""A look as it is shown."""

from datetime import datetime

from agent_api.protocol.fields import Answer, Json


class LookView(Answer):
    """`filters` and `hits` are those of a list or an export; an export without `hits` did not end. Numbers that were
    asked by stand as keyed hashes, the same for the same number; `full_number` says whether any was shown."""

    id: int
    at: datetime
    username: str
    what: str
    subject: str
    reason: str
    full_number: bool
    number_hash: str
    filters: Json
    hits: int | None
