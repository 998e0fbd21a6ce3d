"""Linphone sets its account up from an address: it fetches an XML file there. The address is shown as a QR code.

The file holds the digest of the telephone's secret (HA1), not the secret. The address is signed, holds for a few
minutes, and is void when the secret changes; nothing of it is stored.
"""

import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from hashlib import sha256
from xml.etree import ElementTree

import segno
from aiohttp import web

from agent_api.http.route import Ask
from agent_api.login.device import load_key
from agent_api.protocol.fields import Answer, Query
from agent_api.protocol.moments import local
from agent_api.protocol.problem import Problem, not_found
from agent_api.protocol.who_may import API
from hotline.commands.agents.wishes import existing_agent
from hotline.domain.agents.agent import Agent
from hotline.domain.agents.phone import SIP_REALM
from hotline.store.agents import agents
from hotline.store.privacy import access_log
from hotline.store.privacy.access_log import AccessKind

HOLDS = timedelta(minutes=10)
_SCHEMA = "http://www.linphone.org/xsds/lpconfig.xsd"
_HOST = re.compile(r"[A-Za-z0-9.\-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\]")


class TelephoneSettings(Answer):
    """What a softphone asks for. `url` is for Linphone, until `until`; `qr` the same as a picture (a data address of
    SVG)."""

    server: str
    port: int
    extension: str
    url: str
    qr: str
    until: datetime


async def offer_settings(ask: Ask[Query, None]) -> TelephoneSettings:
    """An address from which the agent's telephone may be set up; recorded."""
    services, username = ask.services, ask.path("username")
    agent = await services.database.read(existing_agent, username)
    if agent.extension is None or agent.disabled:
        raise Problem(409, f"{username} has no telephone now.")
    server, until = _server(ask), ask.now + HOLDS
    here = f"{'https' if ask.is_secure else 'http'}://{ask.request.host}"
    url = f"{here}{API}/provisioning/{await _token(ask, agent, until)}"
    entry = ask.access(AccessKind.TELEPHONE_OFFERED, username, extension=agent.extension)
    await services.database.write(access_log.record, [entry])
    return TelephoneSettings(
        server=server,
        port=services.settings.sip_port,
        extension=agent.extension,
        url=url,
        qr=segno.make(url, error="l", micro=False).svg_data_uri(light="#fff", omitsize=True),
        until=local(until, services.zone),
    )


async def read_provisioning(ask: Ask[Query, None]) -> web.Response:
    """For the telephone, which has no log-in: the signature in the address says who offered it and until when."""
    token = ask.path("token")
    username, expires = _parts(token)
    agent = await ask.services.database.read(agents.get, username)
    if agent is None or agent.extension is None or agent.disabled or not await _is_ours(ask, agent, expires, token):
        raise not_found("provisioning")
    body = _linphone(agent, agent.extension, _server(ask), ask.services.settings.sip_port)
    headers = {"Cache-Control": "no-store"}
    return web.Response(body=body, content_type="application/xml", charset="utf-8", headers=headers)


async def _is_ours(ask: Ask[Query, None], agent: Agent, expires: int, token: str) -> bool:
    until = datetime.fromtimestamp(expires, ask.now.tzinfo)
    return ask.now < until and hmac.compare_digest(token.encode(), (await _token(ask, agent, until)).encode())


async def _token(ask: Ask[Query, None], agent: Agent, until: datetime) -> str:
    """USERNAME.EXPIRES.SIGNATURE, the username in base64."""
    devices = ask.services.devices
    if not devices.key:
        devices.key = await ask.services.database.write(load_key)
    expires = str(int(until.timestamp()))
    said = "\0".join(("provisioning", agent.username, agent.extension or "", agent.sip_ha1, expires)).encode()
    signature = urlsafe_b64encode(hmac.digest(devices.key.encode(), said, sha256)).decode().rstrip("=")
    return f"{urlsafe_b64encode(agent.username.encode()).decode().rstrip('=')}.{expires}.{signature}"


def _parts(token: str) -> tuple[str, int]:
    name, _, rest = token.partition(".")
    expires = rest.partition(".")[0]
    if not re.fullmatch(r"[0-9]{1,11}", expires, re.ASCII):
        raise not_found("provisioning")
    try:
        return urlsafe_b64decode(name + "=" * (-len(name) % 4)).decode(), int(expires)
    except ValueError:
        raise not_found("provisioning") from None


def _server(ask: Ask[Query, None]) -> str:
    """The machine as the asker reaches it: the telephone is beside them."""
    host = re.sub(r":[0-9]{1,5}$", "", ask.request.host)
    if not _HOST.fullmatch(host):
        raise Problem(400, "The header Host is not an address.")
    return host


def _linphone(agent: Agent, extension: str, server: str, port: int) -> bytes:
    root = ElementTree.Element("config", xmlns=_SCHEMA)
    sections = {
        # this time only: at its next start Linphone does not ask again
        "misc": {"transient_provisioning": "1"},
        "sip": {"default_proxy": "0"},
        "proxy_0": {
            "reg_proxy": f"<sip:{server}:{port};transport=udp>",
            "reg_identity": f'"{_quoted(agent.name)}" <sip:{extension}@{server}>',
            "reg_expires": "300",
            "reg_sendregister": "1",
            "realm": SIP_REALM,
        },
        "auth_info_0": {
            "username": extension,
            "ha1": agent.sip_ha1,
            "realm": SIP_REALM,
            "domain": server,
            "algorithm": "MD5",
        },
    }
    for name, entries in sections.items():
        section = ElementTree.SubElement(root, "section", name=name)
        for key, value in entries.items():
            ElementTree.SubElement(section, "entry", name=key, overwrite="true").text = value
    body: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return body


def _quoted(name: str) -> str:
    return name.replace("\\", "").replace('"', "")
