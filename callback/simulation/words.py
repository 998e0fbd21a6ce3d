"""The texts of tables and charts: Chinese, or English with --lang en."""

from collections.abc import Mapping
from typing import Literal

Language = Literal["zh", "en"]

_WORDS: Mapping[str, tuple[str, str]] = {
    "hour": ("时段", "hour"),
    "arrivals": ("来电", "calls"),
    "answered": ("接听", "answered"),
    "missed": ("漏话", "missed"),
    "p50": ("等待p50", "wait p50"),
    "p95": ("等待p95", "wait p95"),
    "open": ("待回拨", "open"),
    "made": ("拨出", "dialled"),
    "reached": ("拨通", "reached"),
    "idle": ("空闲", "idle"),
    "total": ("合计", "total"),
    "broad_rate": ("广义接通率", "broad connection rate"),
    "answer_rate": ("接通率", "answered / calls"),
    "callbacks": ("应回拨", "callbacks owed"),
    "exempt": ("免回拨", "missed, none owed"),
    "callback_rate": ("回拨率", "callback rate"),
    "reach_rate": ("回拨接通率", "reach rate"),
    "in_time_rate": ("回拨及时率", "in-time rate"),
    "exhausted": ("已放弃", "exhausted"),
    "invalid": ("空号", "invalid"),
    "still_open": ("未完成", "still open"),
    "offers": ("派发次数", "offers"),
    "attempts": ("拨出次数", "diallings"),
    "chart": ("漏话回拨模拟", "Callbacks, simulated"),
    "chart_open": ("待回拨", "callbacks open"),
    "chart_waiting": ("排队人数（每15分钟最多）", "citizens waiting (most in 15 minutes)"),
    "chart_closed": ("灰色：不可回拨时段", "grey: outside the callback hours"),
}


def words(language: Language) -> dict[str, str]:
    return {key: zh if language == "zh" else en for key, (zh, en) in _WORDS.items()}
