"""AMI secrets, which the instance creates for itself: one file per role, readable by its owner only.

A role reads its own file and no other. The secrets.json of earlier versions is taken over and removed.
"""

import json
import re
import secrets
from collections.abc import Mapping
from pathlib import Path

from asterisk_conf.ami import AMI_ROLES
from hotline.secret_file import create
from hotline.settings.error import SettingsError

_FORMER = "secrets.json"


def load_secrets(folder: Path) -> Mapping[str, str]:
    """The AMI secrets of all roles, for rendering the configuration. Safe to call from several processes at once."""
    former = folder.parent / _FORMER
    known = _former(former)
    made = {role.name: load_secret(folder, role.name, known.get(role.name)) for role in AMI_ROLES}
    former.unlink(missing_ok=True)
    return made


def load_secret(folder: Path, role: str, first: str | None = None) -> str:
    """The AMI secret of one role. A missing one is created: `first` if given, else a random one."""
    path = folder / role
    if not path.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        create(path, first or _former(folder.parent / _FORMER).get(role) or secrets.token_urlsafe(24))
    text = path.read_text(encoding="utf-8", errors="replace")
    if not re.fullmatch(r"[-\w]{16,}", text, re.ASCII):
        raise _spoilt(path)
    return text


def _former(path: Path) -> Mapping[str, str]:
    """The secrets of an earlier version's file, if there is one."""
    if not path.exists():
        return {}
    try:
        known = {str(role): str(secret) for role, secret in json.loads(path.read_text(encoding="utf-8"))["ami"].items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        known = {}
    if not known:
        raise _spoilt(path)
    return known


def _spoilt(path: Path) -> SettingsError:
    return SettingsError(f"{path}: expected the file that this program wrote; remove it to get a new secret")
