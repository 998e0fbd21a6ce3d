"""The tables. SQL is the truth: everything on the screens can be rebuilt from here and from Asterisk.

Citizens' numbers are in the canonical form of hotline.domain.numbers.number; times are UTC. Importing any table fills
`metadata` with all of them.
"""

from hotline.store.tables.agents import (
    agent_holds,
    agents,
    desks,
    extension_owners,
    one_time_codes,
    open_desks,
    phone_refusals,
    sessions,
    usual_queues,
)
from hotline.store.tables.base import metadata
from hotline.store.tables.callbacks import OPEN_CALLBACK, TAKEN_CALLBACK, callbacks, declines
from hotline.store.tables.calls import (
    NOT_OVER,
    call_facts,
    call_legs,
    calls,
    carrier_refusals,
    placed_calls,
    recordings,
)
from hotline.store.tables.half_hours import (
    agent_half_hours,
    agent_spells,
    agent_times,
    half_hour_marks,
    half_hours,
    state_times,
)
from hotline.store.tables.notices import notice_sounds, notices
from hotline.store.tables.privacy import access_log, looks
from hotline.store.tables.running import alarms, marks, outbox
from hotline.store.tables.supervisions import LIVING, supervisions
from hotline.store.tables.tickets import ticket_changes, ticket_days, ticket_notes, tickets
from hotline.store.tables.transfers import OPEN_TRANSFER, directory, directory_edits, transfers
from hotline.store.tables.witnesses import gaps, journal_calls, queue_entries

__all__ = [
    "LIVING",
    "NOT_OVER",
    "OPEN_CALLBACK",
    "OPEN_TRANSFER",
    "TAKEN_CALLBACK",
    "access_log",
    "agent_half_hours",
    "agent_holds",
    "agent_spells",
    "agent_times",
    "agents",
    "alarms",
    "call_facts",
    "call_legs",
    "callbacks",
    "calls",
    "carrier_refusals",
    "declines",
    "desks",
    "directory",
    "directory_edits",
    "extension_owners",
    "gaps",
    "half_hour_marks",
    "half_hours",
    "journal_calls",
    "looks",
    "marks",
    "metadata",
    "notice_sounds",
    "notices",
    "one_time_codes",
    "open_desks",
    "outbox",
    "phone_refusals",
    "placed_calls",
    "queue_entries",
    "recordings",
    "sessions",
    "state_times",
    "supervisions",
    "ticket_changes",
    "ticket_days",
    "ticket_notes",
    "tickets",
    "transfers",
    "usual_queues",
]
