"""What is in force and where it comes from. Nothing is changed here: hotline.toml and the environment are the truth."""

import asyncio
import os
from collections.abc import Iterable
from typing import Any, Literal

from agent_api.http.route import Ask
from agent_api.protocol.fields import Answer, Query
from hotline.settings import in_force
from hotline.settings.in_force import Setting


class SettingView(Answer):
    """`value` of a secret only says whether there is one."""

    key: str
    value: Any
    source: Literal["file", "environment", "default"]
    secret: bool


class SettingsView(Answer):
    """`mistakes` are those of hotline.toml as it is on the disk now, at which the next start would fail; `changed` are
    the keys whose new values begin to hold after a restart."""

    file: list[SettingView]
    environment: list[SettingView]
    mistakes: list[str]
    changed: list[str]


async def read_settings(ask: Ask[Query, None]) -> SettingsView:
    settings = ask.services.settings
    now = await asyncio.to_thread(in_force.file_now, settings.config_path, settings.hotline)
    return SettingsView(
        file=_views(in_force.of_file(settings.hotline)),
        environment=_views(in_force.of_environment(settings, os.environ)),
        mistakes=now.mistakes,
        changed=now.changed,
    )


def _views(settings: Iterable[Setting]) -> list[SettingView]:
    return [SettingView(key=one.key, value=one.value, source=one.source.value, secret=one.secret) for one in settings]
