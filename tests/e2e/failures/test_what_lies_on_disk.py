"""What Asterisk itself writes on disk names no citizen, but for the journal."""

from tests.parts.lines import number_of
from tests.parts.people import People
from tests.parts.wait import until


def test_the_queues_log_names_no_citizen_and_the_phone_shows_who_rings(people: People) -> None:
    agent = people.agent("inorder")
    citizen = people.new_number()
    telephone = people.citizen(number_of("inorder"), caller=citizen)
    agent.until_talking(citizen)  # by the number that the phone was shown
    telephone.hang_up()
    call = people.ended(citizen)

    log = people.hotline.settings.paths.asterisk_log / "queue_log"
    lines = until(lambda: _of(log.read_text(), call["id"]), "the call in queue_log")
    assert "ENTERQUEUE" in str(lines)
    assert citizen not in log.read_text()


def _of(log: str, call: str) -> list[str]:
    return [line for line in log.splitlines() if call in line]
