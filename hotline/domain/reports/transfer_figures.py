"""The results of transfers by target: which utility does not answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from hotline.domain.reports.figures import rate


@dataclass(frozen=True, kw_only=True)
class Sent:
    """One transfer. `wait_s` is from the first dialling to the answer, None if it was not answered; then `reason` says
    why.
    """

    target: str
    name: str
    wait_s: float | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class TargetFigures:
    """`reasons` counts the unanswered transfers by reason; an answered one counts as answered however it ended."""

    target: str
    name: str
    transfers: int = 0
    waits_s: tuple[float, ...] = ()
    reasons: Mapping[str, int] = field(default_factory=dict)

    @property
    def answered(self) -> int:
        return len(self.waits_s)

    def as_json(self) -> dict[str, str | int | float | None]:
        """All figures but the reasons."""
        return {
            "target": self.target,
            "name": self.name,
            "transfers": self.transfers,
            "answered": self.answered,
            "success_rate": rate(self.answered, self.transfers),
            "mean_answer_s": round(sum(self.waits_s) / self.answered, 1) if self.waits_s else None,
            "worst_answer_s": round(max(self.waits_s), 1) if self.waits_s else None,
        }


def by_target(sent: Iterable[Sent]) -> list[TargetFigures]:
    """The figures of each target, the worst success rate first; targets without an entry ("") last."""
    grouped: dict[str, list[Sent]] = {}
    for one in sent:
        grouped.setdefault(one.target, []).append(one)
    figures = [_figures(target, some) for target, some in grouped.items()]
    return sorted(figures, key=lambda one: (not one.target, one.answered / one.transfers, -one.transfers, one.target))


def _figures(target: str, some: list[Sent]) -> TargetFigures:
    reasons: dict[str, int] = {}
    for one in some:
        if one.wait_s is None:
            reasons[one.reason] = reasons.get(one.reason, 0) + 1
    return TargetFigures(
        target=target,
        name=some[-1].name,
        transfers=len(some),
        waits_s=tuple(one.wait_s for one in some if one.wait_s is not None),
        reasons=reasons,
    )
