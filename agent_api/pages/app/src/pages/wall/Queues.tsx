import { duration } from "../../lib/clock";
import { serviceLevel_s } from "../../lib/config";
import { filled } from "../../lib/language";
import { Growing, longest } from "./Growing";
import { words } from "./texts";
import { countLevel, percent, type Queue, rateLevel, type Wall, waitLevel } from "./wall";

function Row({ queue, wall }: { queue: Queue; wall: Wall }) {
  const { thresholds } = wall;
  return (
    <tr class={queue.waiting ? "waits" : ""}>
      <th scope="row">{queue.title}</th>
      <td class={countLevel(queue.waiting, thresholds)}>{queue.waiting}</td>
      <td class={waitLevel(longest(queue), thresholds)}>
        <Growing since={queue.waiting_since} otherwise={duration(0)} />
      </td>
      <td>{queue.talking}</td>
      <td class={queue.waiting && !queue.agents.ready ? "bad" : ""}>{queue.agents.ready ?? 0}</td>
      <td>{queue.today.offered}</td>
      <td>{queue.today.missed}</td>
      <td class={rateLevel(queue.today.service_level, thresholds?.service_level)}>
        {percent(queue.today.service_level)}
      </td>
    </tr>
  );
}

/** Each queue in a row; the more there are, the smaller is the writing. */
export function Queues({ wall }: { wall: Wall }) {
  const said = words();
  const head = [said.queue, said.waiting, said.longest, said.talking, said.free, said.offered, said.missed];
  const size = wall.queues.length > 8 ? "many" : wall.queues.length > 4 ? "some" : "few";
  return (
    <div id="queues" class={`panel queues ${size}`}>
      <table aria-label={said.queues}>
        <thead>
          <tr>
            {head.map((name) => (
              <th scope="col" key={name}>
                {name}
              </th>
            ))}
            <th scope="col">{filled(said.in_time, { s: serviceLevel_s })}</th>
          </tr>
        </thead>
        <tbody>
          {wall.queues.map((queue) => (
            <Row key={queue.name} queue={queue} wall={wall} />
          ))}
        </tbody>
      </table>
    </div>
  );
}
