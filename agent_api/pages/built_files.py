"""The pages as they were built: files whose names carry the hash of their content, so browsers may keep them for ever.

Without a build the API serves everything but pages.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

BUILT = Path(__file__).parent / "built"
_FOREVER = "public, max-age=31536000, immutable"
_TYPES = {".js": "text/javascript", ".css": "text/css", ".map": "application/json"}


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """The files that the shell loads; they load the rest."""

    script: str
    style: str


def read_manifest() -> Manifest | None:
    """Read at each request: a build that replaces another one needs no restart. None when there is no build."""
    try:
        return Manifest(**json.loads((BUILT / "manifest.json").read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None


async def serve_built(request: web.Request) -> web.FileResponse:
    """One file of the build, compressed where the browser takes that; no other file is given out."""
    path = BUILT / request.match_info["file"]
    if path.parent != BUILT or path.suffix not in _TYPES or not path.is_file():
        raise web.HTTPNotFound
    return web.FileResponse(path, headers={"Cache-Control": _FOREVER, "Content-Type": _TYPES[path.suffix]})
