"""The pages as they were built for browsers."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[3]
BUILD = Path("agent_api", "pages", "app", "build.sh")
_BUILT = ROOT / "agent_api" / "pages" / "built"
_IMPORTED = re.compile(r'(?:from|import)"\./([\w.-]+\.js)"')  # at once; what is loaded later is import("…")


def is_built() -> bool:
    """Whether there is a build of the sources as they are."""
    return subprocess.run((ROOT / BUILD, "--check"), check=False).returncode == 0


def chunks_of(page: str) -> set[str]:
    """The scripts that a page's chunk needs to run, itself among them."""
    todo = [path.name for path in _BUILT.glob(f"{page}-*.js")]
    found: set[str] = set()
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo += _IMPORTED.findall((_BUILT / name).read_text(encoding="utf-8"))
    return found
