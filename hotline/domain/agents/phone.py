"""An agent's phone: the digest that stands for its secret, so that the secret itself is stored nowhere."""

from hashlib import md5

SIP_REALM = "hotline"  # part of the digest: changing it voids every phone's secret


def sip_ha1(extension: str, secret: str) -> str:
    """HA1 of SIP's digest authentication (RFC 2617), which is what Asterisk checks: MD5 of user:realm:secret."""
    return md5(f"{extension}:{SIP_REALM}:{secret}".encode(), usedforsecurity=False).hexdigest()
