"""A line of the journal, whole, torn, or written by somebody who means ill."""

from hotline.asterisk.journal.line import CEL_FIELDS, parse
from hotline.asterisk.journal.translate import fact_of
from hotline.domain.facts.facts import FactKind

START = (
    '"CHAN_START","1795299788.719504","node1-1795299788.0","node1-1795299788.0","PJSIP/carrier-00000000",'
    '"from-trunk-carrier","12345","13812345678","李先生","","","","","","",""'
)
HANGUP = (
    '"HANGUP","1795299792.234654","node1-1795299788.0","node1-1795299788.0","PJSIP/carrier-00000000",'
    '"queue-hotline","s","13812345678","李先生","12345","node1-1795299788.0","","","","",'
    '"{""hangupcause"":16,""hangupsource"":""PJSIP/1001-00000001"",""dialstatus"":""ANSWER""}"'
)


def test_a_line_is_its_fields_by_name() -> None:
    line = parse(START)
    assert line is not None
    assert list(line) == list(CEL_FIELDS)
    assert (line["event"], line["caller_name"], line["exten"]) == ("CHAN_START", "李先生", "12345")


def test_a_torn_line_is_none_and_the_one_that_a_new_life_wrote_behind_it_is_found() -> None:
    assert parse(HANGUP[:60]) is None
    assert parse(HANGUP[:60] + START) == parse(START)


def test_a_line_behind_the_zeros_that_a_power_cut_left_is_found() -> None:
    assert parse("\0" * 300 + START) == parse(START)
    assert parse("\0" * 300) is None


def test_quotes_and_commas_in_a_name_stay_in_the_name() -> None:
    line = parse(START.replace("李先生", '李"",""先生'))
    assert line is not None
    assert line["caller_name"] == '李","先生'


def test_a_citizen_and_the_end_of_the_call_are_facts() -> None:
    start, end = parse(START), parse(HANGUP)
    assert start is not None
    assert end is not None
    arrived, ended = fact_of(start, ()), fact_of(end, ())
    assert arrived is not None
    assert ended is not None
    assert (arrived.kind, arrived.data["trunk"], arrived.data["called"]) == (FactKind.ARRIVED, "carrier", "12345")
    assert (ended.kind, ended.data["cause"], ended.call) == (FactKind.ENDED, "16", "node1-1795299788.0")


def test_a_line_that_makes_no_sense_tells_nothing() -> None:
    line = parse(HANGUP)
    assert line is not None
    assert fact_of({**line, "extra": "{"}, ()) is None
    assert fact_of({**line, "extra": "[]"}, ()) is None
    assert fact_of({**line, "time": "yesterday"}, ()) is None
    assert fact_of({**line, "time": "17952997881795299788.719504"}, ()) is None
    assert fact_of({**line, "uniqueid": ""}, ()) is None
    assert fact_of({**line, "event": "SOMETHING_NEW"}, ()) is None
