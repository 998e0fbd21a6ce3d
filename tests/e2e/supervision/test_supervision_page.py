"""/room in a real browser: 监听, 耳语, 强插 and leaving, as the telephones hear it."""

from pathlib import Path

from tests.parts.browser import browser, new_tab
from tests.parts.pages.axe import assert_accessible
from tests.parts.people import PASSWORD
from tests.parts.supervision.listening import Talk
from tests.parts.wait import until


async def test_a_supervisor_listens_whispers_barges_in_and_leaves(talk: Talk, tmp_path: Path) -> None:
    boss, root = talk.at.boss, f"http://127.0.0.1:{talk.at.hotline.settings.http_port}"
    own = "known to nobody else"
    boss.api.post("/agents/me/password", {"old": PASSWORD, "new": own})
    row = f"tr[data-agent={talk.at.agent.username}]"

    with browser(tmp_path / "profile") as address:
        async with new_tab(address) as tab:
            await tab.size(1366, 768)
            await tab.open(f"{root}/login")
            await tab.until("document.querySelector('#login')")
            await tab.type_into("#username", boss.username)
            await tab.type_into("#password", own)
            await tab.click("#login button")
            await tab.until("document.querySelector('#logout')")
            await tab.open(f"{root}/room")

            async def press(name: str) -> None:
                buttons = f"[...document.querySelectorAll('{row} button')]"
                found = f"{buttons}.find((one) => one.innerText.trim() === '{name}' && !one.disabled)"
                await tab.until(f"((one) => one && (one.click(), true))({found})")

            for name, mode, heard_by in (("监听", "listen", ""), ("耳语", "whisper", "a"), ("强插", "barge", "ac")):
                await press(name)
                await tab.tells(f"document.querySelector('{row} .talk')?.innerText", f"我：{name}")
                talk.proves(s="ac", a="cs" if "a" in heard_by else "c", c="as" if "c" in heard_by else "a")
                living = [one for one in talk.call_now()["supervisions"] if one["ended_at"] is None]
                assert [one["mode"] for one in living] == [mode]
            await assert_accessible(tab)
            await press("退出")
            until(lambda: boss.voice.idle, "the supervisor's telephone is down", 2)
            await tab.until(f"!document.querySelector('{row} .talk').innerText.includes('我：')")
            assert tab.problems == []
    talk.proves(a="c", c="a")
