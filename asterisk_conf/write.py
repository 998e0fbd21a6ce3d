"""Writes the configuration: only files that changed, and each of them atomically.

A running Asterisk may read these files at any moment, and callers need to know whether a reload is necessary.
"""

import os
import re
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from asterisk_conf.agents import AgentLine
from asterisk_conf.notices import NoticeLine
from asterisk_conf.render import (
    AGENTS_FILE,
    BLOCKS_FILE,
    DIRECTORY_FILE,
    NOTICES_FILE,
    agents_file,
    blocks_file,
    directory_file,
    notices_file,
    render,
)
from asterisk_conf.secrets import load_secrets
from hotline.settings.directory import DirectoryEntry
from hotline.settings.environment import Settings
from hotline.settings.paths import Paths

PACKAGE_DATA = Path("/usr/share/asterisk")
"""Debian's folder of Asterisk's data. Asterisk does not start without its documentation."""


def apply(settings: Settings, agents: Sequence[AgentLine] | None = None) -> bool:
    """Write the configuration; returns whether anything changed.

    Without `agents` an existing agents' file is kept. So are those of the directory and the
    notices, because cti writes them from the database.
    """
    etc = settings.paths.asterisk_etc
    _make_folders(settings.paths)
    files = render(settings, agents or (), load_secrets(settings.paths.secrets))
    if agents is None and (etc / AGENTS_FILE).exists():
        del files[AGENTS_FILE]
    for kept in (DIRECTORY_FILE, NOTICES_FILE):
        if (etc / kept).exists():
            del files[kept]
    changed = [name for name, text in files.items() if _write(etc / name, text)]
    return bool(changed)


def new_secrets(settings: Settings, agents: Sequence[AgentLine]) -> set[str]:
    """Extensions whose secret differs from the file on disk: changed, removed or new.

    Empty if there is no file, because nothing is known of earlier secrets then.
    """
    path = settings.paths.asterisk_etc / AGENTS_FILE
    if not path.exists():
        return set()
    before = dict(re.findall(r"^username = (\d+)\nmd5_cred = ([0-9a-f]{32})$", path.read_text(), re.MULTILINE))
    after = {agent.extension: agent.sip_ha1 for agent in agents}
    return {one for one in before.keys() | after.keys() if before.get(one) != after.get(one)}


def apply_agents(settings: Settings, agents: Sequence[AgentLine]) -> bool:
    """Write the agents' file. Returns whether it changed; then Asterisk must reload res_pjsip.so."""
    _make_folders(settings.paths)
    return _write(settings.paths.asterisk_etc / AGENTS_FILE, agents_file(agents))


def apply_directory(settings: Settings, directory: Sequence[DirectoryEntry], extensions: Iterable[str]) -> bool:
    """Write the directory's file, with the extensions of agents, which can be keyed too. Returns whether it
    changed; then Asterisk must reload pbx_config.so."""
    _make_folders(settings.paths)
    return _write(settings.paths.asterisk_etc / DIRECTORY_FILE, directory_file(settings.hotline, directory, extensions))


def apply_notices(settings: Settings, notices: Sequence[NoticeLine]) -> bool:
    """Write the notices' file. Returns whether it changed; then Asterisk must reload pbx_config.so."""
    _make_folders(settings.paths)
    return _write(settings.paths.asterisk_etc / NOTICES_FILE, notices_file(settings.hotline, notices))


def apply_blocks(settings: Settings, addresses: Sequence[str]) -> bool:
    """Write the blocked addresses. Returns whether they changed; then Asterisk must reload acl."""
    _make_folders(settings.paths)
    return _write(settings.paths.asterisk_etc / BLOCKS_FILE, blocks_file(addresses))


def _make_folders(paths: Paths) -> None:
    """Create the folders that Asterisk writes to; without log/cel-custom it would drop the journal's lines."""
    for folder in ("etc", "lib", "db", "keys/keys", "cache", "spool", "run", "log/cel-custom", "data"):
        (paths.asterisk / folder).mkdir(parents=True, exist_ok=True)
    paths.asterisk.chmod(0o700)
    paths.recordings.mkdir(mode=0o700, parents=True, exist_ok=True)
    (paths.sounds / "moh").mkdir(parents=True, exist_ok=True)
    _link(paths.asterisk / "data" / "documentation", PACKAGE_DATA / "documentation")
    for name in (
        "off.wav",
        "off.citizen.sln",
        "off.others.sln",
    ):  # where recordings go without space
        _link(paths.recordings / name, Path(os.devnull))
    _link(paths.asterisk / "data" / "sounds", Path("../../sounds"))


def _link(link: Path, target: Path) -> None:
    if not link.is_symlink():
        link.symlink_to(target)


def _write(path: Path, text: str) -> bool:
    """Write the file if it changed, with mode 0600: some files hold secrets, and all show how calls are routed."""
    content = text.encode()
    if path.exists() and path.read_bytes() == content:
        return False
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            _leave_to_the_owner(file.fileno(), path.parent)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
    return True


def _leave_to_the_owner(file: int, folder: Path) -> None:
    """Give the file to the folder's owner: root may run this for an instance that runs as the service user."""
    if os.geteuid() == 0:
        owner = folder.stat()
        os.fchown(file, owner.st_uid, owner.st_gid)
