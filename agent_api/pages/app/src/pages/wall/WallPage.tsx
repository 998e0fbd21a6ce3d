import { useEffect, useState } from "preact/hooks";
import { listen } from "../../api/socket";
import { beat } from "../../lib/clock";
import { banner } from "../../shell/screen";
import { DayCurve } from "./DayCurve";
import { Head, staleText } from "./Head";
import { Notices } from "./Notices";
import { Queues } from "./Queues";
import { Seats, States } from "./Seats";
import { Alarms, Waiting } from "./Side";
import { Tiles } from "./Tiles";
import type { Wall } from "./wall";

const SILENCE_MS = 6000; // the server speaks every two seconds, even of a quiet room

interface Heard {
  wall: Wall | null;
  connected: boolean;
  heard_at: number;
}

/** The wall as it was heard last, and whether its connection stands. */
function useWall(): Heard {
  const [heard, setHeard] = useState<Heard>({ wall: null, connected: true, heard_at: Date.now() });
  useEffect(
    () =>
      listen("wall", {
        heard: (frame) => {
          if (frame.type !== "wall") return;
          setHeard({ wall: frame as unknown as Wall, connected: true, heard_at: Date.now() });
        },
        turned: (connected) => setHeard((before) => ({ ...before, connected, heard_at: Date.now() })),
      }),
    [],
  );
  return heard;
}

/** The wall never looks surer than it is: it is the present only while the server says so, and is heard. */
function useFreshness({ wall, connected, heard_at }: Heard): boolean {
  void beat.value;
  const isHeard = connected && Date.now() - heard_at <= SILENCE_MS;
  const fresh = isHeard && wall?.fresh === true;
  const said = fresh ? null : staleText(wall, connected);
  useEffect(() => {
    banner.value = said;
  }, [said]);
  useEffect(
    () => () => {
      banner.value = null;
    },
    [],
  );
  return fresh;
}

export default function WallPage() {
  const heard = useWall();
  const fresh = useFreshness(heard);
  const { wall } = heard;
  return (
    <div class={`wall ${fresh ? "" : "stale"}`}>
      <Head wall={wall} fresh={fresh} />
      {wall && (
        <div class="wall-body">
          <Tiles wall={wall} />
          <div class="left">
            <Queues wall={wall} />
            {wall.curve && <DayCurve curve={wall.curve} />}
          </div>
          <div class="right">
            <Alarms wall={wall} />
            <Notices />
            <States wall={wall} />
            <Waiting wall={wall} />
            <Seats wall={wall} />
          </div>
        </div>
      )}
    </div>
  );
}
