"""`python -m cti audit` prints the accounting for people of the centre, in the centre's time."""

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from cti.upkeep.auditing import audit
from hotline.settings.hotline import Hotline, parse_hotline
from hotline.store.engine import writing
from hotline.store.reports import gaps


@pytest.fixture
def hotline() -> Hotline:
    return parse_hotline(
        {
            "trunks": [{"name": "carrier", "match": ["127.0.0.2/32"], "contact": "sip:127.0.0.2:5070"}],
            "queues": [{"name": "hotline", "numbers": ["12345"]}],
        }
    )


def test_every_moment_is_in_the_centres_time(
    engine: Engine, hotline: Hotline, capsys: pytest.CaptureFixture[str]
) -> None:
    since, until = datetime(2026, 11, 21, 1, tzinfo=UTC), datetime(2026, 11, 21, 2, tzinfo=UTC)
    with writing(engine) as connection:
        gaps.record(connection, "node1", since, until, "disk_full")
    period = ("--from", "2026-11-21T00:00:00+00:00", "--to", "2026-11-22")
    assert audit(engine, hotline, period, datetime(2026, 11, 22, tzinfo=UTC)) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(gap["from"], gap["to"]) for gap in told["gaps"]] == [
        ("2026-11-21T09:00:00+08:00", "2026-11-21T10:00:00+08:00")
    ]
    assert (told["from"], told["to"]) == ("2026-11-21T08:00:00+08:00", "2026-11-22T00:00:00+08:00")
