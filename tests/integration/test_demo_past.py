"""The demo's past is one that a hotline could have had: every list and report finds it, and the accounting balances."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, func, select

from hotline.domain.reports.traffic import total
from hotline.settings.environment import Settings, load_settings
from hotline.store.engine import reading
from hotline.store.reports import accounting, traffic
from hotline.store.tables import calls, placed_calls, tickets, transfers
from ops.past.rows import Agent
from ops.past.write import write_past

NOW = datetime(2026, 11, 20, 7, 30, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
AGENTS = [Agent(username=f"demo{number}", extension=str(number)) for number in range(8001, 8009)]
DEMO = Path(__file__).parents[2] / "ops" / "demo.toml"


@pytest.fixture
def settings(engine: Engine, tmp_path: Path) -> Settings:
    url = engine.url.render_as_string(hide_password=False)
    env = {"HOTLINE_CONFIG": str(DEMO), "HOTLINE_STATE_DIR": str(tmp_path / "state"), "HOTLINE_DATABASE_URL": url}
    return load_settings(env)


def test_a_week_with_a_busy_day_balances_and_is_counted(engine: Engine, settings: Settings) -> None:
    written = write_past(settings, AGENTS, NOW, days=7)
    limits = {queue.name: queue.service_level_s for queue in settings.hotline.queues}
    since = NOW - timedelta(days=32)
    with reading(engine) as connection:
        account = accounting.account(connection, since, NOW, NOW, 0)
        sums = traffic.by_queues(connection, since, NOW, ZONE, limits)
        kinds = [
            connection.execute(select(func.count()).select_from(one)).scalar_one() for one in (placed_calls, transfers)
        ]
        categories = set(connection.execute(select(tickets.c.category).distinct()).scalars())
        last = connection.execute(select(func.max(calls.c.ended_at))).scalar_one()
    assert account.balanced, account.differences
    assert (account.offered, total(sums.values()).offered) == (written, written)
    assert (written > 3_000, set(sums), min(kinds) > 100, len(categories) > 5) == (True, set(limits), True, True)
    assert NOW - timedelta(minutes=10) < last < NOW
    assert 0.85 < account.answered / account.offered < 0.97
    assert write_past(settings, AGENTS, NOW) == 0  # there is a past now
