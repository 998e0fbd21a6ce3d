"""docker-compose.yml, as far as it can be judged without an engine: whoever adds a setting, a package or an image finds
out here what else has to be told."""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
COMPOSE = REPOSITORY / "docker-compose.yml"
SERVICES = {"postgres", "redis", "setup", "asterisk", "cti", "ivr", "callback", "agent_api"}
COMMANDS = [command for command in (("docker-compose",), ("docker", "compose")) if shutil.which(command[0])]


def test_every_setting_reaches_the_containers() -> None:
    read = set(
        re.findall(
            r'"(HOTLINE_[A-Z_]+)"', (REPOSITORY / "hotline" / "settings" / "environment.py").read_text(encoding="utf-8")
        )
    )
    passed = set(re.findall(r"^ +(HOTLINE_[A-Z_]+): ", COMPOSE.read_text(encoding="utf-8"), re.MULTILINE))
    assert read
    assert passed == read


def test_the_example_names_only_what_can_be_set() -> None:
    example = (REPOSITORY / ".env.example").read_text(encoding="utf-8")
    settable = dict(re.findall(r"\$\{([A-Z_]+):-([^}]*)\}", COMPOSE.read_text(encoding="utf-8")))
    named = dict(re.findall(r"^#([A-Z_]+)=(.*)$", example, re.MULTILINE))
    assert named.keys() <= settable.keys()
    assert not re.search(r"^[^#\n]", example, re.MULTILINE), "nothing has to be set"
    same = named.keys() - {"HOTLINE_DATABASE_URL", "HOTLINE_REDIS_URL"}  # of these it shows another's form
    assert {name: named[name] for name in same} == {name: settable[name] for name in same}


def test_every_package_gets_into_the_image() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    let_through = (REPOSITORY / ".dockerignore").read_text(encoding="utf-8").splitlines()
    packages = set(project["tool"]["importlinter"]["root_packages"]) - {"ops"}  # the engine starts the containers
    assert {f"!{package}" for package in packages} <= set(let_through)


def test_images_are_built_on_debian_alone() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in (REPOSITORY / "docker").glob("*.Dockerfile"))
    assert set(re.findall(r"^FROM (.*?)(?: AS \w+)?$", text, re.MULTILINE)) == {"debian:${DEBIAN}"}
    assert set(re.findall(r"^ARG DEBIAN=(.*)$", text, re.MULTILINE)) == {"bookworm-slim", "sid-slim"}


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_compose_understands_the_file_without_any_setting(command: tuple[str, ...], tmp_path: Path) -> None:
    if subprocess.run((*command, "version"), capture_output=True, check=False).returncode:
        pytest.skip(f"{' '.join(command)} is not installed")
    shutil.copy(COMPOSE, tmp_path)
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("HOTLINE_", "COMPOSE_"))}
    done = subprocess.run(
        (*command, "config", "--services"), cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert set(done.stdout.split()) == SERVICES
