"""The disk fills up, on a small disk of its own: recordings stop first, nobody is told that all is well, and the books
name what they lack."""

import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ops.phones.ports import Ports
from tests.parts.hotline import Hotline, running_hotline
from tests.parts.lines import SMALL
from tests.parts.people import People, Seat
from tests.parts.wait import until

REPOSITORY = Path(__file__).parents[3]
MB = 1 << 20
DISK = 192  # MB
CONFIG = """
[disk]
warn_mb = 90
recordings_stop_mb = 60
"""


@pytest.fixture(scope="module")
def hotline(workspace: Path, ports: Ports) -> Iterator[Hotline]:
    folder = workspace / "full-disk"
    state = folder / "var"
    state.mkdir(parents=True)
    small_disk = f'mount -t tmpfs -o size={DISK}m,mode=700 tmpfs {state} && exec "$@"'
    within = ("unshare", "--mount", "--propagation", "private", "sh", "-c", small_disk, "sh")
    with running_hotline(folder, ports, SMALL.format(port=ports.free()) + CONFIG, within=within) as running:
        yield running


@pytest.fixture
def people(hotline: Hotline) -> Iterator[People]:
    with People(hotline, hotline.admin) as opened:
        yield opened


def state_of(hotline: Hotline) -> Path:
    """The state folder as the roles see it: the disk is mounted for them alone."""
    return Path(f"/proc/{hotline.pid_of('cti')}/root{hotline.settings.state_dir}")


def free_mb(hotline: Hotline) -> float:
    disk = os.statvfs(state_of(hotline))
    return disk.f_bavail * disk.f_frsize / MB


def leave_free(hotline: Hotline, megabytes: float) -> None:
    """Fill the disk until so much is left."""
    filler = state_of(hotline) / "filler"
    size = filler.stat().st_size if filler.exists() else 0
    with filler.open("ab") as file:
        os.posix_fallocate(file.fileno(), 0, max(1, size + int((free_mb(hotline) - megabytes) * MB)))


def fill_up(hotline: Hotline) -> None:
    with (state_of(hotline) / "rest").open("ab", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            return


def globals_of(hotline: Hotline) -> str:
    """The dialplan's global variables, asked for where the disk can be seen."""
    inside = ("nsenter", "--mount", "--target", str(hotline.pid_of("cti")))
    console = (str(REPOSITORY / "ops" / "asterisk.sh"), str(hotline.settings.state_dir), "-rx", "dialplan show globals")
    return subprocess.run((*inside, *console), capture_output=True, check=False, timeout=20).stdout.decode()


def alarm_kinds(people: People) -> set[str]:
    return {alarm["kind"] for alarm in people.admin.all("/alarms")}


def talk(people: People, agent: Seat, citizen: str) -> None:
    telephone = people.citizen("12345", caller=citizen)
    agent.until_talking(citizen)
    telephone.hang_up()
    telephone.wait(10)


def recorded(hotline: Hotline) -> set[str]:
    return {path.stem for path in (state_of(hotline) / "recordings").glob("2*/*/*/*.wav")}


def test_a_disk_that_fills_up(hotline: Hotline, people: People) -> None:
    agent, first, second, third = people.agent("hotline"), *(people.new_number() for _ in range(3))
    talk(people, agent, first)
    call = people.ended(first)["id"]
    until(lambda: call in recorded(hotline), "the first call's recording")

    leave_free(hotline, 80)
    until(lambda: "disk_low" in alarm_kinds(people), "a word ahead")
    leave_free(hotline, 40)
    until(lambda: "recordings_stopped" in alarm_kinds(people), "recordings stop")
    until(lambda: "RECORDING_OFF=1" in globals_of(hotline), "Asterisk knows")
    assert hotline.api.readiness()[0] == 200
    before = recorded(hotline)
    talk(people, agent, second)
    people.ended(second)
    assert recorded(hotline) == before

    fill_up(hotline)
    until(lambda: not (state_of(hotline) / "reserve").exists(), "the reserve is let go")

    def is_unready() -> bool:
        fill_up(hotline)  # what the reserve gave is used up too
        return hotline.api.readiness()[0] == 503

    until(is_unready, "it is not ready")
    wall = until(lambda: (seen := people.admin.get("/wall"))["stalled"] and seen, "the wall says so") or {}
    assert wall["fresh"] is False
    assert "disk_full" in {alarm["kind"] for alarm in wall["alarms"]}
    talk(people, agent, third)  # citizens reach people all the same

    for name in ("filler", "rest"):
        (state_of(hotline) / name).unlink()
    hotline.until_ready()
    assert people.ended(third, 20)["outcome"] == "answered"
    until(lambda: people.admin.get("/wall")["fresh"], "the wall is right again")
    until(lambda: people.admin.get("/accounting")["gaps"], "a named gap")
    books = people.until_balanced()
    assert (books["offered"], books["answered"]) == (3, 3)
    assert {gap["reason"] for gap in books["gaps"]} == {"disk_full"}
    until(lambda: "RECORDING_OFF=1" not in globals_of(hotline), "recordings go on")


def test_cti_dies_on_a_full_disk(hotline: Hotline, people: People) -> None:
    state = Path(f"/proc/{hotline.pid_of('asterisk')}/root{hotline.settings.state_dir}")
    gaps_before = len(people.admin.get("/accounting")["gaps"])
    leave_free(hotline, 12)
    fill_up(hotline)
    until(lambda: not (state / "reserve").exists(), "the reserve is let go")
    fill_up(hotline)  # what the reserve gave is used up too
    until(lambda: hotline.api.readiness()[0] == 503, "it is not ready")
    died_at = datetime.now(UTC)
    hotline.kill("cti")
    again = until(lambda: hotline.pid_of("cti"), "cti is started again") or 0
    for name in ("filler", "rest"):
        (state / name).unlink()
    hotline.until_ready()
    assert hotline.pid_of("cti") == again  # it did not die of the full disk
    books = until(lambda: len((read := people.admin.get("/accounting"))["gaps"]) > gaps_before and read, "a gap") or {}
    assert any(
        datetime.fromisoformat(gap["from"]) <= died_at <= datetime.fromisoformat(gap["to"]) for gap in books["gaps"]
    ), books
