"""What the routes stand on, opened once at the start of the role."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from agent_api.access_book import AccessBook
from agent_api.activity import Activity
from agent_api.applied import Applied
from agent_api.budget import Budget
from agent_api.database import Database
from agent_api.desks import Desks
from agent_api.device import Devices
from agent_api.hub import Hub
from agent_api.live import Live
from agent_api.lookbook import Lookbook
from agent_api.metrics import Metrics
from agent_api.passwords import Passwords
from agent_api.places import Places
from agent_api.telephone import Telephone
from agent_api.throttle import Throttle
from agent_api.todays_audit import TodaysAudit
from agent_api.wall_watch import WallWatch
from agent_api.write_probe import WriteProbe
from cti.number_hash import NumberHash
from cti.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Services:
    settings: Settings
    database: Database
    live: Live
    applied: Applied
    lookbook: Lookbook
    passwords: Passwords
    throttle: Throttle
    access: AccessBook
    devices: Devices
    places: Places
    activity: Activity
    hub: Hub
    desks: Desks
    wall: WallWatch
    metrics: Metrics
    telephone: Telephone
    audit: TodaysAudit
    probe: WriteProbe
    budget: Budget
    number_hash: NumberHash

    @property
    def zone(self) -> ZoneInfo:
        """The centre's time zone, which all moments are shown in."""
        return self.settings.hotline.centre.zone
