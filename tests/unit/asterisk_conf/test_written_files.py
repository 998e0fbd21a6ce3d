"""Files are written only when they change, for their owner alone; secrets are made once."""

import stat
from pathlib import Path

import pytest

from asterisk_conf.render import AGENTS_FILE, DIRECTORY_FILE, agents_file
from asterisk_conf.secrets import load_secret, load_secrets
from asterisk_conf.write import apply, apply_agents, apply_directory
from hotline.settings.directory import DirectoryEntry
from hotline.settings.error import SettingsError
from tests.parts.conf import AGENTS, WATER, settings


def test_files_are_written_once_and_only_for_their_owner(tmp_path: Path) -> None:
    given_settings = settings(tmp_path)
    etc = given_settings.paths.asterisk_etc
    assert apply(given_settings, AGENTS)
    written = {path.name: path.stat().st_mtime_ns for path in etc.iterdir()}
    assert not apply(given_settings, AGENTS)
    assert {path.name: path.stat().st_mtime_ns for path in etc.iterdir()} == written
    for path in (*etc.iterdir(), *given_settings.paths.secrets.iterdir()):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    assert (given_settings.paths.asterisk / "log" / "cel-custom").is_dir()
    assert stat.S_IMODE(given_settings.paths.recordings.stat().st_mode) == 0o700


def test_a_start_leaves_the_agents_as_they_are(tmp_path: Path) -> None:
    given_settings = settings(tmp_path)
    assert apply_agents(given_settings, AGENTS)
    assert apply(given_settings)
    assert (given_settings.paths.asterisk_etc / AGENTS_FILE).read_text() == agents_file(AGENTS)
    assert not apply_agents(given_settings, AGENTS)
    assert apply_agents(given_settings, AGENTS[:1])


def test_the_secrets_of_ami_are_made_once_and_differ(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secrets"
    secrets = load_secrets(path)
    assert load_secrets(path) == secrets
    assert {name: load_secret(path, name) for name in secrets} == secrets
    assert set(secrets) == {"cti", "guard", "agent_api", "callback"}
    assert len(set(secrets.values())) == 4
    assert all(len(secret) >= 24 for secret in secrets.values())
    assert {entry.name for entry in path.iterdir()} == set(secrets)
    assert stat.S_IMODE(path.stat().st_mode) == 0o700


def test_a_role_that_is_new_gets_a_secret_and_the_others_keep_theirs(tmp_path: Path) -> None:
    former, path = tmp_path / "secrets.json", tmp_path / "secrets"
    former.write_text(
        '{"ami": {"cti": "one-of-old-times", "agent_api": "two-of-old-times", "callback": "three-of-old-times"}}'
    )
    assert load_secret(path, "callback") == "three-of-old-times"
    secrets = load_secrets(path)
    assert not former.exists()
    assert load_secrets(path) == secrets
    assert [secrets[name].split("-")[0] for name in ("cti", "agent_api", "callback")] == ["one", "two", "three"]
    assert len(secrets["guard"]) >= 24


@pytest.mark.parametrize("content", ["", "{}", '{"ami": {}}', "[]", "null", '{"ami": "x"}', "\u0000"])
def test_a_spoilt_file_of_secrets_is_one_clear_line(tmp_path: Path, content: str) -> None:
    (tmp_path / "secrets.json").write_text(content)
    with pytest.raises(SettingsError, match=r"secrets\.json"):
        load_secrets(tmp_path / "secrets")
    (tmp_path / "secrets.json").unlink()
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "cti").write_text(content)
    with pytest.raises(SettingsError, match="secrets/cti"):
        load_secrets(tmp_path / "secrets")


def test_the_directory_that_cti_has_written_stays(tmp_path: Path) -> None:
    given_settings = settings(tmp_path)
    entry = DirectoryEntry.model_validate(WATER)
    apply(given_settings)
    assert apply_directory(given_settings, [entry], [])
    assert not apply_directory(given_settings, [entry], [])
    apply(given_settings)
    assert "K_TARGET=water" in (given_settings.paths.asterisk_etc / DIRECTORY_FILE).read_text()
