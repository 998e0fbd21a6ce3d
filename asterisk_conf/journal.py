"""The journal's line: the fields of asterisk/log/cel-custom/Master.csv, in their order, all quoted as CSV.

Each is a function or variable of Asterisk's CEL; `eventtime` is seconds since the epoch with six decimals.
"""

CEL_FIELDS: dict[str, str] = {
    "event": "eventenum",
    "time": "eventtime",
    "uniqueid": "CHANNEL(uniqueid)",
    "linkedid": "CHANNEL(linkedid)",
    "channel": "CHANNEL(channame)",
    "context": "CHANNEL(context)",
    "exten": "CHANNEL(exten)",
    "caller": "CALLERID(num)",
    "caller_name": "CALLERID(name)",
    "called": "CALLERID(dnid)",
    "accountcode": "CHANNEL(accountcode)",
    "app": "CHANNEL(appname)",
    "appdata": "CHANNEL(appdata)",
    "peer": "BRIDGEPEER",
    "user_event": "userdeftype",
    "extra": "eventextra",
}
"""Name of a column → what Asterisk calls it."""
