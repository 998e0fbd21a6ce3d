"""The pages as they were built for browsers."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[3]
BUILD = Path("agent_api", "pages", "app", "build.sh")


def is_built() -> bool:
    """Whether there is a build of the sources as they are."""
    return subprocess.run((ROOT / BUILD, "--check"), check=False).returncode == 0
