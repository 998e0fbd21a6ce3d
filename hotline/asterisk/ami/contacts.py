"""The contacts of registered telephones, as Asterisk lists them, and how to remove one.

Asterisk has no action that ends a registration. A contact marked as expired in its database is not dialled from that
moment on, and within `contact_expiration_check_interval` Asterisk removes it like any other and informs the queues
(deleting the row would leave the telephone "not in use" for them).
"""

import json
import re
from dataclasses import dataclass

from hotline.asterisk.ami.messages import ActionFields, AmiEvent
from hotline.names.dialplan import DatabaseFamily

_HOST = re.compile(r"sips?:(?:[^@]*@)?(\[[0-9A-Fa-f:.]+\]|[^:;>]+)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact:
    """A registration: the telephone is called at `host`, `call_id` is the SIP dialog that created it, `key` its row in
    Asterisk's database.
    """

    extension: str
    host: str
    call_id: str
    key: str


def show_contacts() -> ActionFields:
    """List all contacts (class system or reporting). If there are none: refused."""
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
    """Read the contact's row (class system or reporting)."""
    return {"Action": "DBGet", "Family": DatabaseFamily.CONTACTS, "Key": contact.key}


def expire_contact(contact: Contact, row: str) -> ActionFields:
    """Write the row back as expired (class system); ValueError for an invalid row."""
    fields = {**json.loads(row or "{}"), "expiration_time": "1"}
    return {
        "Action": "DBPut",
        "Family": DatabaseFamily.CONTACTS,
        "Key": contact.key,
        "Val": json.dumps(fields, separators=(",", ":")),
    }
