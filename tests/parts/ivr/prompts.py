"""The prompts, spoken once for all hotlines in a test folder: espeak-ng and sox take seconds for them, and each hotline
has a state folder of its own. The ledger that lies beside them makes the product speak again what has changed.
"""

import shutil
from pathlib import Path

from hotline.settings.paths import Paths


def lend(workspace: Path, paths: Paths) -> None:
    """Give them to a hotline that has none yet, if they have been spoken."""
    if _spoken(workspace).exists() and not paths.sounds.exists():
        shutil.copytree(_spoken(workspace), paths.sounds)


def keep(workspace: Path, paths: Paths) -> None:
    """Keep those of a hotline that has just started."""
    if paths.sounds.exists() and not _spoken(workspace).exists():
        shutil.copytree(paths.sounds, _spoken(workspace))


def _spoken(workspace: Path) -> Path:
    return workspace / "prompts-spoken"
