"""The queue's own log, the second witness."""

from datetime import UTC, datetime

from hotline.asterisk.journal.queue_log import Entered, entered


def test_an_entry_names_the_call() -> None:
    line = "1795299789|node1-1795299788.0|hotline|NONE|ENTERQUEUE||13812345678|1"
    assert entered(line) == Entered(call="node1-1795299788.0", at=datetime.fromtimestamp(1795299789, UTC))


def test_other_events_and_torn_lines_tell_nothing() -> None:
    assert entered("1795299790|node1-1795299788.0|hotline|agent1|CONNECT|1|node1-1795299789.1|1") is None
    assert entered("17952") is None
    assert entered("") is None
    assert entered("17952997901795299790|node1-1795299788.0|hotline|NONE|ENTERQUEUE|13812345678|1") is None
    assert entered(f"{'9' * 400}|node1-1795299788.0|hotline|NONE|ENTERQUEUE|13812345678|1") is None
    assert entered("now|node1-1795299788.0|hotline|NONE|ENTERQUEUE|") is None
