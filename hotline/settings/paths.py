"""Paths below the state folder."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Paths:
    """Paths below the state folder. Everything that an instance writes is there."""

    state_dir: Path

    @property
    def secrets(self) -> Path:
        """One file per role."""
        return self.state_dir / "secrets"

    @property
    def looks_key(self) -> Path:
        """The key for the hashes of numbers in the log of access."""
        return self.state_dir / "looks.key"

    @property
    def asterisk(self) -> Path:
        return self.state_dir / "asterisk"

    @property
    def asterisk_etc(self) -> Path:
        return self.asterisk / "etc"

    @property
    def journal(self) -> Path:
        """Asterisk's journal, which does not depend on our processes."""
        return self.asterisk_log / "cel-custom"

    @property
    def asterisk_log(self) -> Path:
        return self.asterisk / "log"

    @property
    def redis(self) -> Path:
        return self.state_dir / "redis"

    @property
    def recordings(self) -> Path:
        return self.state_dir / "recordings"

    @property
    def sounds(self) -> Path:
        return self.state_dir / "sounds"

    @property
    def notices(self) -> Path:
        """The sounds of notices, which cti makes."""
        return self.sounds / "notices"

    @property
    def log(self) -> Path:
        return self.state_dir / "log"
