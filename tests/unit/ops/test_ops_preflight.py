"""What keeps a start from going on: a taken port, a taken state folder, a path too long for sockets."""

import socket
from pathlib import Path

import pytest

from hotline.settings.environment import Settings, load_settings
from ops.preflight import Refused, check_path, check_ports, claimed_state, ports

ROOT = Path(__file__).parents[3]


def settings(state_dir: Path, **env: str) -> Settings:
    return load_settings({"HOTLINE_CONFIG": str(ROOT / "hotline.toml"), "HOTLINE_STATE_DIR": str(state_dir), **env})


def free_ports(count: int) -> list[int]:
    servers = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    numbers: list[int] = [server.getsockname()[1] for server in servers]
    for server in servers:
        server.close()
    return numbers


def on_free_ports(state_dir: Path) -> Settings:
    http, ami, agi, sip = (str(number) for number in free_ports(4))
    return settings(state_dir, HOTLINE_HTTP_PORT=http, HOTLINE_AMI_PORT=ami, HOTLINE_AGI_PORT=agi, HOTLINE_SIP_PORT=sip)


def test_free_ports_let_the_start_go_on_and_are_free_afterwards(tmp_path: Path) -> None:
    wanted = on_free_ports(tmp_path)
    check_ports(wanted)
    check_ports(wanted)


def test_each_taken_port_is_named_by_its_setting(tmp_path: Path) -> None:
    wanted = on_free_ports(tmp_path)
    for port in ports(wanted):
        with socket.socket(socket.AF_INET, port.kind) as holder:
            holder.bind(("127.0.0.1", port.number))
            if port.kind is socket.SOCK_STREAM:
                holder.listen()
            with pytest.raises(Refused, match=rf"^{port.setting}: (TCP|UDP) port {port.number} is in use"):
                check_ports(wanted, patience_s=0)


def test_two_settings_with_one_port_are_refused(tmp_path: Path) -> None:
    http = free_ports(1)[0]
    wanted = settings(tmp_path, HOTLINE_HTTP_PORT=str(http), HOTLINE_AMI_PORT=str(http))
    with pytest.raises(Refused, match="HOTLINE_AMI_PORT"):
        check_ports(wanted, patience_s=0)


def test_an_address_that_is_not_ours_is_refused_with_its_setting(tmp_path: Path) -> None:
    wanted = settings(tmp_path, HOTLINE_HTTP_HOST="192.0.2.1")
    with pytest.raises(Refused, match=r"HOTLINE_HTTP_PORT: expected a TCP port to listen on, 192\.0\.2\.1:8080"):
        check_ports(wanted, patience_s=0)


def test_a_second_instance_on_the_same_state_folder_is_refused(tmp_path: Path) -> None:
    wanted = settings(tmp_path / "new" / "state")
    with (
        claimed_state(wanted),
        pytest.raises(Refused, match=r"HOTLINE_STATE_DIR: .* is in use by process"),
        claimed_state(wanted),
    ):
        pass
    with claimed_state(wanted):
        pass


def test_a_state_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(Refused, match="HOTLINE_STATE_DIR: expected a folder to write in"),
        claimed_state(settings(tmp_path / "file" / "state")),
    ):
        pass


def test_a_state_path_too_long_for_a_socket_is_refused() -> None:
    fits = Path("/" + "x" * 80)
    check_path(settings(fits))
    with pytest.raises(Refused, match="HOTLINE_STATE_DIR: expected a path that is 1 bytes shorter"):
        check_path(settings(fits.with_name("x" * 81)))
