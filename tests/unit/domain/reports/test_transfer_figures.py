"""Which utility does not pick up, worked out by hand."""

from hotline.domain.reports.transfer_figures import Sent, by_target


def sent(target: str, wait_s: float | None, reason: str = "") -> Sent:
    return Sent(target=target, name=target.upper(), wait_s=wait_s, reason=reason)


def test_the_worst_first_and_numbers_of_no_entry_last() -> None:
    told = [
        sent("water", 4.0),
        sent("water", 8.25),
        sent("water", None, "busy"),
        sent("gas", None, "no_answer"),
        sent("gas", None, "no_answer"),
        sent("gas", None, "citizen_left"),
        sent("", None, "busy"),
    ]
    gas, water, others = by_target(told)
    assert gas.as_json() == {
        "target": "gas",
        "name": "GAS",
        "transfers": 3,
        "answered": 0,
        "success_rate": 0.0,
        "mean_answer_s": None,
        "worst_answer_s": None,
    }
    assert gas.reasons == {"no_answer": 2, "citizen_left": 1}
    told_water = water.as_json()
    assert [told_water[name] for name in ("success_rate", "mean_answer_s", "worst_answer_s")] == [0.6667, 6.1, 8.2]
    assert water.reasons == {"busy": 1}
    assert (others.target, others.transfers) == ("", 1)


def test_nothing_sent_is_no_figure() -> None:
    assert by_target([]) == []
