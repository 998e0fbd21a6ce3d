"""The hotline.toml of the API under test."""

HOTLINE = """
[[trunks]]
name = "carrier"
match = ["127.0.0.2/32"]
contact = "sip:127.0.0.2:5070"

[[queues]]
name = "hotline"
numbers = ["12345"]

[[queues]]
name = "expert"
numbers = ["12319"]

[callback]
hours = ["00:00-24:00"]
short_abandon_s = "3s"

[[directory]]
key = "water"
name = "水务热线"
numbers = ["96300", "04778330000"]
"""
