import { beat, centreClock, clock, duration, secondsSince } from "../../lib/clock";
import { centre } from "../../lib/config";
import { Button } from "../../ui/Button";
import { words } from "./texts";
import type { Wall } from "./wall";

/** A television has no use for menu and bar: they are hidden while the page fills the screen. */
function fillScreen(): void {
  if (document.fullscreenElement) void document.exitFullscreen();
  else void document.documentElement.requestFullscreen();
}

/** What is above the figures: which centre, its nodes, whether this is the present, and its clock. */
export function Head({ wall, fresh }: { wall: Wall | null; fresh: boolean }) {
  const said = words();
  void beat.value;
  return (
    <div class="head">
      <span class="mark">{centre}</span>
      <span class="nodes">
        {wall?.nodes.map((node) => (
          <span class={node.up ? "up" : "down"} key={node.name}>
            {node.up ? "●" : "○"} {node.name}
          </span>
        ))}
      </span>
      <span id="freshness" class={fresh ? "live" : "old"}>
        {fresh
          ? `● ${said.live}`
          : `○ ${wall?.as_of ? `${said.age} ${duration(secondsSince(wall.as_of))}` : said.nothing_yet}`}
      </span>
      <Button class="fill-screen" onClick={fillScreen}>
        {said.fill_screen}
      </Button>
      <time id="clock">{centreClock(wall?.at)}</time>
    </div>
  );
}

/** Why the wall may be out of date, in one line. */
export function staleText(wall: Wall | null, connected: boolean): string {
  const said = words();
  const last = wall?.as_of ? ` · ${said.last} ${clock(wall.as_of)}` : "";
  const down = (wall?.nodes ?? []).filter((node) => !node.up).map((node) => node.name);
  let why = "";
  if (!connected) why = ` · ${said.lost}`;
  else if (wall?.stalled) why = ` · ${said.stalled}`;
  else if (down.length) why = ` · ${said.node_down}: ${down.join(", ")}`;
  return `⚠ ${said.stale}${last}${why}`;
}
