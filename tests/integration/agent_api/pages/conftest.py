"""What stands in for Asterisk behind the pages."""

import pytest

from hotline.asterisk.ami.actions import hangup
from hotline.commands.telephone import Telephone
from tests.parts.agent_api.telephone_page import Line


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Line:
    line = Line()
    monkeypatch.setattr(Telephone, "send", lambda _, *actions: line.send(*actions))
    monkeypatch.setattr(Telephone, "variable", lambda *_: line.names_target())
    monkeypatch.setattr(Telephone, "hang_up_if_there", lambda _, channel: line.send(hangup(channel)))
    return line
