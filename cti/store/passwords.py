"""Passwords and secrets, as they are kept: argon2 for log-ins, HA1 for phones."""

import hashlib

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SIP_REALM = "hotline"  # part of the phone's HA1: changing it voids every phone's secret

_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def verify_password(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def sip_ha1(extension: str, secret: str) -> str:
    """What a phone's secret is kept as: MD5 of user:realm:secret (RFC 2617), which Asterisk needs and no more."""
    return hashlib.md5(f"{extension}:{SIP_REALM}:{secret}".encode(), usedforsecurity=False).hexdigest()
