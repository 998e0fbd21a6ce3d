"""What a telephone hears: the RTP packets sent to it."""

import math
import socket
import threading
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import pairwise
from types import TracebackType
from typing import Self

from tests.parts.wait import until

_HEAD = 12  # bytes of an RTP header without extensions, which Asterisk does not send
_ALAW = 8
_AUDIBLE = 100  # of 32,767: mean of a packet; digital silence is 8
_A_MOMENT = 10  # packets of 20 ms
_A_STEP = 2  # packets from one moment that is listened to, to the next
_A_PART = 0.1  # of the energy: the share of one voice when three speak at once; music has less at any pitch


class Ear:
    """A port at which a telephone receives RTP while the block lasts. Times are Unix times."""

    def __init__(self, address: str, port: int) -> None:
        self.port = port
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((address, port))
        self._socket.settimeout(0.2)
        self._over = threading.Event()
        self._heard: list[tuple[float, bytes]] = []
        self._thread = threading.Thread(target=self._listen, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()
        self._socket.close()

    def _listen(self) -> None:
        while not self._over.is_set():
            with suppress(TimeoutError):
                packet = self._socket.recv(2048)
                self._heard.append((time.time(), packet))

    def until_hears(self, voices: Sequence[int], among: Sequence[int], within_s: float) -> float:
        """Wait until exactly these `voices` are heard, given as pitches in Hz, of the possible ones `among`; music is
        none. Returns the time at which they had been heard for a moment, which counts from now at the earliest.
        """
        start = len(self._heard)

        def heard_at_s() -> float | None:
            nonlocal start
            while start + _A_MOMENT <= len(self._heard):  # each moment since: a short one may be over on a busy machine
                moment = [packet for _, packet in self._heard[start : start + _A_MOMENT]]
                if all(map(_is_audible, moment)) and _voices(moment, among) == set(voices):
                    return self._heard[start + _A_MOMENT - 1][0]
                start += _A_STEP
            return None

        return until(heard_at_s, f"the citizen hears {voices or 'music'}", within_s)

    def packets(self, since_s: float, until_s: float) -> int:
        """The number of packets in that time."""
        return sum(since_s < at_s < until_s for at_s, _ in self._heard)

    def lost(self, since_s: float, until_s: float) -> float:
        """The fraction of that time's packets that never came, by their sequence numbers; late ones
        count as received.
        """
        numbers = [int.from_bytes(packet[2:4], "big") for at_s, packet in self._heard if since_s < at_s < until_s]
        sent = 1 + sum((later - earlier) & 0xFFFF for earlier, later in pairwise(numbers))
        return 1 - len(numbers) / sent

    def longest_gap_s(self, since_s: float, until_s: float) -> float:
        """The longest time without a packet."""
        return _longest(since_s, until_s, (at_s for at_s, _ in self._heard))

    def longest_silence_s(self, since_s: float, until_s: float) -> float:
        """The longest time without audible sound."""
        return _longest(since_s, until_s, (at_s for at_s, packet in self._heard if _is_audible(packet)))


def _longest(since_s: float, until_s: float, moments: Iterable[float]) -> float:
    known = [since_s, *(at_s for at_s in moments if since_s < at_s < until_s), until_s]
    return max(later - earlier for earlier, later in pairwise(known))


def _is_audible(packet: bytes) -> bool:
    sound = packet[_HEAD:]
    size = sum(abs(_SAMPLES[one]) for one in sound)
    return packet[1] & 0x7F == _ALAW and bool(sound) and size > _AUDIBLE * len(sound)


def voices_in(packets: Sequence[bytes], among: Sequence[int]) -> set[int]:
    """The pitches among these that can be heard, if anything can."""
    return _voices(packets, among) if any(map(_is_audible, packets)) else set()


def _voices(packets: Iterable[bytes], among: Sequence[int]) -> set[int]:
    """The pitches among these that can be heard."""
    samples = [_SAMPLES[one] for packet in packets for one in packet[_HEAD:]]
    energy = sum(sample * sample for sample in samples) or 1
    return {pitch for pitch in among if 2 * _power(samples, pitch) / len(samples) / energy > _A_PART}


def _power(samples: Sequence[int], pitch: int) -> float:
    """The power of one pitch (Goertzel)."""
    turn = 2 * math.cos(2 * math.pi * pitch / 8000)
    one = two = 0.0
    for sample in samples:
        one, two = sample + turn * one - two, one
    return one * one + two * two - turn * one * two


def _sample(code: int) -> int:
    """A-law by G.711, as 16 bits."""
    bits = (code ^ 0x55) & 0x7F
    segment, step = bits >> 4, bits & 0x0F
    size = (step << 4) + 8 if segment == 0 else ((step << 4) + 0x108) << (segment - 1)
    return size if code & 0x80 else -size


_SAMPLES = [_sample(code) for code in range(256)]
