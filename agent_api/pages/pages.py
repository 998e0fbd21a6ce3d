"""The pages: one shell in the reader's language for every page of the application, which draws them in the browser
(agent_api/pages/app).

Pages hold no data and cookies hold no token, so pages need no authentication and requests cannot be forged.
"""

from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from agent_api.http.services import Services
from agent_api.pages.built_files import read_manifest, serve_built

_HERE = Path(__file__).parent
LANGUAGES = {"zh": "zh-CN", "en": "en"}  # the first one is the default
COOKIE = "lang"
_YEAR_S = 365 * 24 * 3600
_APPLICATION = (
    "/login",
    "/agent",
    "/wall",
    "/room",
    "/calls",
    "/tickets",
    "/callbacks",
    "/reports",
    "/people",
    "/directory",
    "/notices",
    "/audit",
    "/alarms",
    "/settings",
    "/account",
    "/docs",
)
_NOT_BUILT = "The pages are not built. Run ops/bootstrap.sh, which builds them; the API works without.\n"

_templates = Environment(
    loader=FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


def add_pages(app: web.Application, services: Services) -> None:
    """Register the routes of the pages and their static files."""
    shell = _shell(services)
    app.router.add_get("/", shell)
    for path in _APPLICATION:
        app.router.add_get(path, shell)
        app.router.add_get(path + "/{rest:.+}", shell)  # what a page shows in detail has an address too
    app.router.add_get("/favicon.ico", _icon)
    app.router.add_get("/static/app/{file}", serve_built)
    app.router.add_static("/static", _HERE / "static")


async def _icon(_: web.Request) -> web.FileResponse:
    """The icon for browsers that request /favicon.ico, for example beside JSON; they accept SVG by its type."""
    return web.FileResponse(_HERE / "static" / "icon.svg", headers={"Content-Type": "image/svg+xml"})


def _shell(services: Services) -> Any:
    async def show(request: web.Request) -> web.Response:
        asked = request.query.get("lang", "")
        language = _language(asked, request.cookies.get(COOKIE, ""))
        built = read_manifest()
        if built is None:
            return web.Response(status=503, text=_NOT_BUILT)
        html = _templates.get_template("shell.html").render(
            built=built,
            tag=LANGUAGES[language],
            centre=services.settings.hotline.centre.name,
            timezone=services.settings.hotline.centre.zone.key,
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
