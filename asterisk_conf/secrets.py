"""Secrets that the instance makes for itself: AMI's, one for each role, in a file that only its owner reads."""

import json
import os
import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path

from asterisk_conf.ami import AMI_ROLES
from cti.settings import SettingsError


def load_secrets(path: Path) -> Mapping[str, str]:
    """AMI's secret of each role, made at the first call; several processes may make that at once. A role that is new
    since then gets one too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _create(path, json.dumps({"ami": {role.name: secrets.token_urlsafe(24) for role in AMI_ROLES}}))
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        known = {role.name: str(document["ami"][role.name]) for role in AMI_ROLES if role.name in document["ami"]}
        missing = {role.name: secrets.token_urlsafe(24) for role in AMI_ROLES if role.name not in known}
        if known and missing:
            _replace(path, json.dumps({**document, "ami": {**document["ami"], **missing}}))
            known |= missing
        return {role.name: known[role.name] for role in AMI_ROLES}
    except (ValueError, KeyError, TypeError):
        raise SettingsError(
            f"{path}: expected the file that this program wrote; remove it to get new secrets"
        ) from None


def _replace(path: Path, text: str) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent)  # made with mode 0600
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(temporary, path)


def _create(path: Path, text: str) -> None:
    """Appears whole or not at all, and never replaces what another process made first."""
    handle, temporary = tempfile.mkstemp(dir=path.parent)  # made with mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(temporary)
