"""Asterisk's configuration under test: settings without a file, and sections of the rendered text."""

import re
from pathlib import Path
from typing import Any

from asterisk_conf.agents import AgentLine
from asterisk_conf.ami import AMI_ROLES
from hotline.domain.agents.phone import sip_ha1
from hotline.settings.environment import Settings, load_settings
from hotline.settings.hotline import parse_hotline

TRUNK: dict[str, Any] = {"name": "carrier", "match": ["127.0.0.2/32"], "contact": "sip:127.0.0.2:5070"}
QUEUE: dict[str, Any] = {"name": "hotline", "numbers": ["12345"]}
WATER: dict[str, Any] = {"key": "water", "name": "水务热线", "numbers": ["96300", "+864778330000"]}
SECRETS = {role.name: f"secret-of-{role.name}" for role in AMI_ROLES}
AGENTS = [
    AgentLine(extension=extension, username=f"agent-{extension}", sip_ha1=sip_ha1(extension, "secret"))
    for extension in ("1002", "1001")
]


def settings(folder: Path, document: dict[str, Any] | None = None, **env: str) -> Settings:
    """Settings with that hotline.toml, which need not exist on disk."""
    config = folder / "hotline.toml"
    config.write_text(
        '[[trunks]]\nname="a"\nmatch=["127.0.0.2"]\ncontact="sip:a"\n[[queues]]\nname="a"\nnumbers=["1234"]'
    )
    loaded = load_settings({"HOTLINE_CONFIG": str(config), "HOTLINE_STATE_DIR": str(folder / "var"), **env})
    hotline = parse_hotline(document or {"trunks": [TRUNK], "queues": [QUEUE]})
    return Settings(**{**vars(loaded), "hotline": hotline})


def section(text: str, name: str) -> list[str]:
    """The lines of a section of a .conf file; sections with the same name are concatenated."""
    found = re.findall(rf"^\[{re.escape(name)}\][^\n]*\n((?:(?!\[).*\n?)*)", text, re.MULTILINE)
    return [line for part in found for line in part.splitlines() if line and not line.startswith(";")]
