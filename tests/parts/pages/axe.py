"""axe-core in a tab: what people with a screen reader, a keyboard or weak eyes would stumble on."""

import json
from functools import cache
from pathlib import Path

from tests.parts.browser import Tab
from tests.parts.pages.built import ROOT

_AXE = Path("agent_api", "pages", "app", "node_modules", "axe-core", "axe.min.js")
_GRAVE = ("serious", "critical")
_COLOURS = ("color-contrast", "link-in-text-block")  # the rules that a theme can break
_FOUND = f"""(async (rules) => {{
  const runOnly = rules.length ? {{ runOnly: {{ type: "rule", values: rules }} }} : {{}};
  const {{ violations }} = await axe.run(document, {{ resultTypes: ["violations"], ...runOnly }});
  return JSON.stringify(violations
    .filter((one) => {json.dumps(_GRAVE)}.includes(one.impact))
    .flatMap((one) => one.nodes.map((node) => `${{one.id}}: ${{node.html.slice(0, 200)}} ${{node.failureSummary}}`)));
}})"""


@cache
def _source() -> str:
    path = ROOT / _AXE
    assert path.exists(), "axe-core is missing: run ops/bootstrap.sh --tests"
    return path.read_text(encoding="utf-8")


async def grave_faults(tab: Tab, *rules: str) -> list[str]:
    """What is serious or critical on the page as it stands; by these rules only, if there are any."""
    if await tab.run("!window.axe"):
        await tab.run(_source() + "; true")
    found: list[str] = json.loads(await tab.run(f"{_FOUND}({json.dumps(rules)})"))
    return found


async def assert_accessible(tab: Tab) -> None:
    """Nothing serious or critical, in the light and in the dark."""
    for theme, rules in (("light", ()), ("dark", _COLOURS)):
        await tab.run(f"void (document.documentElement.dataset.theme = '{theme}')")
        faults = await grave_faults(tab, *rules)
        assert not faults, f"{theme}: {faults}"
