"""The actions that the hotline sends."""

import pytest

from hotline.asterisk.ami.actions import hangup, qualify, queue_add, queue_pause, queue_remove, reload


def test_an_agent_joins_a_queue_ready() -> None:
    assert queue_add("hotline", "1001", "li", paused=False, reason="") == {
        "Action": "QueueAdd",
        "Queue": "hotline",
        "Interface": "PJSIP/1001",
        "StateInterface": "PJSIP/1001",
        "MemberName": "li",
        "Penalty": "0",
        "Paused": "false",
    }


def test_an_agent_joins_a_queue_paused_with_the_reason() -> None:
    fields = queue_add("hotline", "1001", "li", paused=True, reason="午饭")
    assert (fields["Paused"], fields["Reason"]) == ("true", "午饭")


def test_an_agent_leaves_a_queue() -> None:
    assert queue_remove("hotline", "1001") == {
        "Action": "QueueRemove",
        "Queue": "hotline",
        "Interface": "PJSIP/1001",
    }


def test_a_pause_names_its_reason_and_its_end_names_none() -> None:
    assert queue_pause("1001", paused=True, reason="午饭", queue="hotline") == {
        "Action": "QueuePause",
        "Interface": "PJSIP/1001",
        "Paused": "true",
        "Queue": "hotline",
        "Reason": "午饭",
    }
    assert queue_pause("1001", paused=False, reason="午饭") == {
        "Action": "QueuePause",
        "Interface": "PJSIP/1001",
        "Paused": "false",
    }


def test_a_hangup_ends_one_channel_and_never_a_pattern_of_them() -> None:
    assert hangup("node1-1763686800.1") == {"Action": "Hangup", "Channel": "node1-1763686800.1", "Cause": "16"}
    with pytest.raises(ValueError, match="pattern"):
        hangup("/^PJSIP/")


def test_a_reload_names_its_module() -> None:
    assert reload("res_pjsip.so") == {"Action": "Reload", "Module": "res_pjsip.so"}


def test_a_phone_is_asked_by_its_extension() -> None:
    assert qualify("1001") == {"Action": "PJSIPQualify", "Endpoint": "1001"}
