"""The services that routes use, opened once when the role starts."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from agent_api.login.activity import Activity
from agent_api.login.device import Devices
from agent_api.login.failed_log_ins import FailedLogIns
from agent_api.login.passwords import Passwords
from agent_api.login.places import Places
from agent_api.login.throttle import Throttle
from agent_api.privacy.budget import Budget
from agent_api.privacy.look_log import LookLog
from agent_api.runtime.applied import Applied
from agent_api.runtime.desks import Desks
from agent_api.runtime.exports import Exports
from agent_api.runtime.hub import Hub
from agent_api.runtime.live import Live
from agent_api.runtime.metrics import Metrics
from agent_api.runtime.plays import Plays
from agent_api.runtime.shared_picture import SharedPicture
from agent_api.runtime.todays_audit import TodaysAudit
from agent_api.runtime.wall_watch import WallWatch
from agent_api.runtime.write_probe import WriteProbe
from hotline.commands.telephone import Telephone
from hotline.number_hash import NumberHash
from hotline.runtime.database import Database
from hotline.settings.environment import Settings


@dataclass(frozen=True, kw_only=True)
class Services:
    settings: Settings
    database: Database
    live: Live
    applied: Applied
    look_log: LookLog
    passwords: Passwords
    throttle: Throttle
    access: FailedLogIns
    devices: Devices
    places: Places
    activity: Activity
    hub: Hub
    desks: Desks
    wall: WallWatch
    room: SharedPicture
    metrics: Metrics
    telephone: Telephone
    audit: TodaysAudit
    probe: WriteProbe
    budget: Budget
    exports: Exports
    plays: Plays
    number_hash: NumberHash

    @property
    def zone(self) -> ZoneInfo:
        """The centre's time zone, in which all times are shown."""
        return self.settings.hotline.centre.zone
