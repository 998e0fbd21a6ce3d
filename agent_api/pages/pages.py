"""The pages: templates in the reader's language, filled in by scripts that use the public API.

Pages hold no data and cookies hold no token, so pages need no authentication and requests cannot be forged.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from agent_api.http.services import Services

_HERE = Path(__file__).parent
LANGUAGES = {"zh": "zh-CN", "en": "en"}  # the first one is the default
COOKIE = "lang"
_YEAR_S = 365 * 24 * 3600
_PAGES = {
    "/": "login",
    "/agent": "agent",
    "/wall": "wall",
    "/directory": "directory",
    "/account": "account",
    "/docs": "docs",
}

_templates = Environment(
    loader=FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


def add_pages(app: web.Application, services: Services) -> None:
    """Register the routes of the pages and their static files."""
    for path, name in _PAGES.items():
        app.router.add_get(path, _page(name, services))
    app.router.add_get("/favicon.ico", _icon)
    app.router.add_static("/static", _HERE / "static")


@cache
def texts(language: str) -> dict[str, Any]:
    """All texts of the pages in one language."""
    loaded: dict[str, Any] = json.loads((_HERE / "texts" / f"{language}.json").read_text(encoding="utf-8"))
    return loaded


async def _icon(_: web.Request) -> web.FileResponse:
    """The icon for browsers that request /favicon.ico, for example beside JSON; they accept SVG by its type."""
    return web.FileResponse(_HERE / "static" / "icon.svg", headers={"Content-Type": "image/svg+xml"})


def _page(name: str, services: Services) -> Any:
    async def show(request: web.Request) -> web.Response:
        asked = request.query.get("lang", "")
        language = _language(asked, request.cookies.get(COOKIE, ""))
        html = _templates.get_template(f"{name}.html").render(
            name=name,
            language=language,
            tag=LANGUAGES[language],
            other=next(other for other in LANGUAGES if other != language),
            text=texts(language),
            centre=services.settings.hotline.centre.name,
            service_level_s=services.settings.hotline.queues[0].service_level_s,
        )
        response = web.Response(text=html, content_type="text/html", headers={"Cache-Control": "no-cache"})
        if asked == language:
            response.set_cookie(COOKIE, language, max_age=_YEAR_S, samesite="Lax", httponly=True)
        return response

    return show


def _language(*wanted: str) -> str:
    """The first of these languages that we have."""
    return next((language for language in wanted if language in LANGUAGES), next(iter(LANGUAGES)))
