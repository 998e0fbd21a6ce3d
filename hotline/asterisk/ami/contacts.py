"""Where the registered telephones are, as Asterisk lists it, and how a registration is ended.

Asterisk has no action that ends a registration from outside. A contact in its database that has expired is not dialled
any more from that moment, and within `contact_expiration_check_interval` Asterisk removes it as it does any other, and
tells the queues (deleting the row would leave the telephone "not in use" for them).
"""

import json
import re
from dataclasses import dataclass

from hotline.asterisk.ami.messages import ActionFields, AmiEvent
from hotline.names.dialplan import DatabaseFamily

_HOST = re.compile(r"sips?:(?:[^@]*@)?(\[[0-9A-Fa-f:.]+\]|[^:;>]+)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact:
    """A registration: `host` is where the telephone is rung, `call_id` names the SIP dialog that made it, `key` its
    row in Asterisk's database."""

    extension: str
    host: str
    call_id: str
    key: str


def show_contacts() -> ActionFields:
    """List what is registered (class system or reporting). Nothing registered: refused."""
    return {"Action": "PJSIPShowContacts"}


def contact_of(event: AmiEvent) -> Contact | None:
    """A contact from an item of the list; None for a trunk's, which does not register with us."""
    headers = event.headers
    key, uri = headers.get("ObjectName", ""), _HOST.match(headers.get("Uri", ""))
    extension, separator, _ = key.partition(";@")
    if event.name != "ContactList" or not separator or uri is None:
        return None
    return Contact(extension=extension, host=uri[1].strip("[]"), call_id=headers.get("CallId", ""), key=key)


def get_contact(contact: Contact) -> ActionFields:
    """Ask for the contact's row (class system or reporting)."""
    return {"Action": "DBGet", "Family": DatabaseFamily.CONTACTS, "Key": contact.key}


def expire_contact(contact: Contact, row: str) -> ActionFields:
    """Write the row back as one that has expired (class system); ValueError for what is no row."""
    fields = {**json.loads(row or "{}"), "expiration_time": "1"}
    return {
        "Action": "DBPut",
        "Family": DatabaseFamily.CONTACTS,
        "Key": contact.key,
        "Val": json.dumps(fields, separators=(",", ":")),
    }
