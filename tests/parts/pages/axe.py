"""axe-core in a tab: what people with a screen reader, a keyboard or weak eyes would stumble on."""

import json
from functools import cache
from pathlib import Path

from tests.parts.browser import Tab
from tests.parts.pages.built import ROOT

_AXE = Path("agent_api", "pages", "app", "node_modules", "axe-core", "axe.min.js")
_GRAVE = ("serious", "critical")
_FOUND = f"""(async () => {{
  const {{ violations }} = await axe.run(document, {{ resultTypes: ["violations"] }});
  return JSON.stringify(violations
    .filter((one) => {json.dumps(_GRAVE)}.includes(one.impact))
    .flatMap((one) => one.nodes.map((node) => `${{one.id}}: ${{node.html.slice(0, 200)}} ${{node.failureSummary}}`)));
}})()"""


@cache
def _source() -> str:
    path = ROOT / _AXE
    assert path.exists(), "axe-core is missing: run ops/bootstrap.sh --tests"
    return path.read_text(encoding="utf-8")


async def grave_faults(tab: Tab) -> list[str]:
    """What is serious or critical on the page as it stands."""
    await tab.run(_source() + "; true")
    found: list[str] = json.loads(await tab.run(_FOUND))
    return found


async def assert_accessible(tab: Tab) -> None:
    """Nothing serious or critical, in the light and in the dark."""
    for theme in ("light", "dark"):
        await tab.run(f"void (document.documentElement.dataset.theme = '{theme}')")
        faults = await grave_faults(tab)
        assert not faults, f"{theme}: {faults}"
