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
    """AMI's secret of each role, made at the first call; several processes may make that at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _create(path, json.dumps({"ami": {role.name: secrets.token_urlsafe(24) for role in AMI_ROLES}}))
    try:
        ami = json.loads(path.read_text(encoding="utf-8"))["ami"]
        return {role.name: str(ami[role.name]) for role in AMI_ROLES}
    except (ValueError, KeyError, TypeError):
        raise SettingsError(
            f"{path}: expected the file that this program wrote; remove it to get new secrets"
        ) from None


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
