"""Keys and channels of Redis have one spelling, which everybody takes from hotline.redis_keys."""

from hotline.names.roles import RoleName
from hotline.redis_keys import AGENTS, NOTIFY, STREAM, WALL, role_key
from tests.parts.names.code import ROOT, texts


def test_no_key_of_redis_stands_as_text_elsewhere() -> None:
    keys = (STREAM, WALL, AGENTS, NOTIFY, role_key(""))
    bare = [where for where, text in texts() if text.startswith(keys)]
    assert {where.partition(":")[0] for where in bare} == {"hotline/redis_keys.py"}


def test_the_health_check_of_a_container_looks_where_roles_beat() -> None:
    """It imports nothing of ours, so that it costs little."""
    check = (ROOT / "docker" / "alive.py").read_text(encoding="utf-8")
    assert f'f"{role_key("{role}")}"' in check


def test_every_role_has_a_container_that_is_checked_by_its_own_name() -> None:
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    assert [role for role in RoleName if f"docker/alive.py, {role}]" not in compose] == []
