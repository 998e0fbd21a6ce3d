"""The contacts of the agents' telephones: looked up, and removed when their secret is no longer valid."""

import logging
from collections.abc import Collection

from hotline.asterisk.ami.connection import AmiConnection
from hotline.asterisk.ami.contacts import Contact, contact_of, expire_contact, get_contact, show_contacts
from hotline.asterisk.ami.messages import AmiRefused

log = logging.getLogger(__name__)


async def contacts(ami: AmiConnection) -> list[Contact]:
    """The present contacts; raises AmiError, except for an empty list."""
    try:
        items = await ami.send_list(show_contacts())
    except AmiRefused:
        return []
    return [contact for item in items if (contact := contact_of(item)) is not None]


async def end_registrations(ami: AmiConnection, extensions: Collection[str]) -> None:
    """Remove the contacts of these extensions, so that they are not called until they register
    again; raises AmiError.
    """
    for contact in await contacts(ami):
        if contact.extension in extensions:
            await end_registration(ami, contact)


async def end_registration(ami: AmiConnection, contact: Contact) -> None:
    """Remove a contact; one that has gone already is accepted. Raises AmiError."""
    try:
        rows = await ami.send_list(get_contact(contact))
        for row in rows:
            await ami.send(expire_contact(contact, row.headers.get("Val", "")))
    except (AmiRefused, ValueError) as error:
        log.info("the registration of %s was not ended: %s", contact.extension, error)
