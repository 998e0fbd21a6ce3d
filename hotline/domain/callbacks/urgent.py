"""Words in an agent's note that make a callback urgent: danger to life or property cannot wait for its turn."""

WORDS = (
    *(
        "漏气",
        "燃气泄漏",
        "煤气",
        "着火",
        "火灾",
        "起火",
        "爆炸",
        "触电",
        "漏电",
        "坍塌",
        "塌陷",
        "被困",
        "溺水",
        "中毒",
    ),
    *("自杀", "轻生", "救命", "受伤", "生命危险", "gas leak", "fire", "trapped", "suicide"),
)


def is_urgent(text: str) -> bool:
    """Whether the text contains one of the words."""
    lowered = text.lower()
    return any(word in lowered for word in WORDS)
