"""The digest of a SIP secret; the secret itself is stored nowhere."""

from hashlib import md5

SIP_REALM = "hotline"  # part of the digest: changing it invalidates every phone's secret


def sip_ha1(extension: str, secret: str) -> str:
    """HA1 of SIP digest authentication (RFC 2617), as Asterisk checks it: MD5 of user:realm:secret."""
    return md5(f"{extension}:{SIP_REALM}:{secret}".encode(), usedforsecurity=False).hexdigest()
