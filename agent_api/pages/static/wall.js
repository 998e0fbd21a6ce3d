import { why } from "./advice.js";
import { $, api, banner, centreClock, clock, duration, el, enter, fill, growing, listen, logOut, secondsSince, supervises, text } from "./common.js";
import { silenceMark } from "./silence.js";

const STATES = ["ready", "ringing", "talking", "wrapup", "paused", "offline"];
const SILENCE_MS = 6000; // the server speaks every two seconds, even of a quiet room
let wall = null;
let seats_shown = null; // as JSON
let connected = true;
let heard_at = Date.now();

const words = text.wall;
const in_time_s = Number(document.body.dataset.serviceLevelS);
const service_level = words.service_level.replace("{s}", in_time_s);
const known = (value) => (value === null || value === undefined ? words.unknown : value);
const percent = (rate) => (rate === null || rate === undefined ? words.unknown : rate === 1 ? "100%" : `${(rate * 100).toFixed(1)}%`);

function tile(label, value, { note = null, level = "" } = {}) {
  return el("div", { className: `tile ${level}` }, el("h2", {}, label), el("p", { className: "figure" }, value), [note].flat().map((line) => line && el("p", { className: "note" }, line)));
}

/** How bad a wait is, by the service level's threshold. */
const waitLevel = (seconds) => (!seconds ? "" : seconds > 4 * in_time_s ? "bad" : seconds > in_time_s ? "warn" : "");
const rateLevel = (rate) => (rate === null || rate === undefined ? "" : rate < 0.8 ? "bad" : rate < 0.95 ? "warn" : "good");

/** How many of today's callbacks were rung, and how many of those reached; nothing where the wall does not know it. */
function callbackRates(today) {
  if (!today) return [];
  return ["callback_rate", "reach_rate"].map((name) => `${words[name]} ${percent(today[name])}`);
}

/** That the carrier refuses our calls, and until when none is tried. */
const resting = (rest) => (rest ? words.resting.replace("{answer}", rest.answer || "—").replace("{at}", clock(rest.until)) : null);

function tiles() {
  const longest = wall.waiting_since ? growing(wall.waiting_since) : duration(wall.longest_wait_s);
  const level = waitLevel(wall.waiting_since ? secondsSince(wall.waiting_since) : wall.longest_wait_s);
  const { today, callbacks } = wall;
  const counted = (name) => `${words[name]} ${known(today[name])}`;
  return [
    tile(words.waiting, String(known(wall.waiting)), { level: wall.waiting ? level || "warn" : "" }),
    tile(words.longest, longest, { level }),
    tile(words.talking, String(known(wall.talking))),
    tile(service_level, percent(today.service_level), { note: [`${counted("offered")} · ${counted("answered")}`, today.to_person_s === null || today.to_person_s === undefined ? null : `${words.to_person} ${duration(today.to_person_s)}`], level: rateLevel(today.service_level) }),
    tile(words.broad_rate, percent(today.broad_rate), { note: counted("missed"), level: rateLevel(today.broad_rate) }),
    tile(words.owed, String(known(callbacks.owed)), {
      note: [resting(callbacks.resting), callbacks.owed ? `${words.oldest} ${duration(callbacks.oldest_s)}` : null, ...callbackRates(callbacks.today)],
      level: callbacks.resting || callbacks.oldest_s > 3600 ? "warn" : "",
    }),
  ];
}

const states = () =>
  STATES.map((state) => el("div", { className: `count ${state}` }, el("span", { className: "figure" }, String(known(wall.agents[state]))), el("span", {}, text.state[state])));

function queues() {
  $("queues").classList.toggle("many", wall.queues.length > 5); // those who wait stand below
  const head = [words.queue, words.waiting, words.longest, words.talking, text.state.ready, words.offered, words.overflowed, words.missed, service_level];
  const row = (queue) => [
    el("th", { scope: "row" }, queue.title),
    el("td", { className: queue.waiting ? "warn" : "" }, String(queue.waiting)),
    el("td", { className: waitLevel(queue.longest_wait_s) }, queue.waiting_since ? growing(queue.waiting_since) : duration(0)),
    el("td", {}, String(queue.talking)),
    el("td", {}, String(queue.agents.ready)),
    el("td", {}, String(queue.today.offered)),
    el("td", {}, String(queue.today.overflowed)),
    el("td", {}, String(queue.today.missed)),
    el("td", { className: rateLevel(queue.today.service_level) }, percent(queue.today.service_level)),
  ];
  return el(
    "table",
    {},
    el("thead", {}, el("tr", {}, head.map((name) => el("th", { scope: "col" }, name)))),
    el("tbody", {}, wall.queues.map((queue) => el("tr", {}, row(queue)))),
  );
}

function waiting() {
  if (!wall.waiting_calls.length) return el("p", { className: "quiet" }, wall.as_of ? words.nobody_waits : "");
  return el(
    "ol",
    { className: "waiting" },
    wall.waiting_calls.slice(0, 8).map((call) => el("li", {}, el("b", {}, call.caller || text.agent.hidden_number), call.origin && el("span", { className: "origin" }, text.agent.from_desk.replace("{desk}", call.origin)), el("span", {}, wall.queues.find((queue) => queue.name === call.queue)?.title ?? call.queue ?? ""), growing(call.since))),
  );
}

const alarms = () =>
  wall.alarms.slice(0, 4).map((alarm) =>
    el("p", { className: "alarm" }, `⚠ ${words[alarm.kind] ?? alarm.kind}: ${alarm.subject}`, el("span", { className: "quiet" }, ` ×${alarm.count} · ${clock(alarm.last_at)}`)),
  );

/** Whose telephone rings though no page of theirs is open to show who calls. */
const noDesk = (seat) => seat.desk === false && seat.state !== "offline";

/** Callbacks that a burst of calls has made: whether the citizens are real is for a person to say. */
function slowed() {
  $("slowed").hidden = !wall.callbacks.slowed;
  $("slowed-says").textContent = `⚠ ${words.slowed.replace("{n}", wall.callbacks.slowed)}`;
}

async function decide(action, question) {
  if (!confirm(question.replace("{n}", wall.callbacks.slowed))) return;
  await api("POST", "/callbacks/slowed", { action }).catch((error) => banner(`${text.connection.failed}: ${error.message}`));
}

function seats() {
  $("seats").classList.toggle("dense", wall.seats.length > 40);
  const is_crowd = wall.seats.length > 96; // then those who are away are only counted, and only names and times are shown
  $("seats").classList.toggle("crowd", is_crowd);
  if (!wall.seats.length) return [el("p", { className: "quiet" }, wall.as_of ? words.no_seats : "")];
  const order = (seat) => `${seat.silent ? 0 : 1} ${STATES.indexOf(seat.state)} ${seat.extension}`;
  return [...wall.seats]
    .sort((one, other) => order(one).localeCompare(order(other)))
    .map((seat) =>
      el(
        "div",
        { className: `seat ${seat.state} ${seat.silent ? "no-sound" : ""}`, title: why(seat) },
        el("b", {}, seat.name),
        el("span", { className: "extension" }, seat.extension),
        is_crowd && growing(seat.since),
        el("span", { className: "what" }, growing(seat.since), text.state[seat.state], seat.reason ? ` · ${why(seat)}` : "", noDesk(seat) && el("span", { className: "no-desk" }, words.no_desk)),
        silenceMark(seat),
      ),
    );
}

/** Seats that are as they were stay, for a button that is made anew in mid-click is never pressed. */
function showSeats() {
  const now_shown = JSON.stringify([wall.seats, wall.as_of === null]);
  if (now_shown === seats_shown) return;
  seats_shown = now_shown;
  fill($("seats"), ...seats());
}

const nodes = () => wall.nodes.map((node) => el("span", { className: node.up ? "up" : "down" }, `${node.up ? "●" : "○"} ${node.name}`));

/** The wall never looks surer than it is. */
function freshness() {
  const silent = Date.now() - heard_at > SILENCE_MS;
  const fresh = connected && !silent && wall?.fresh === true;
  document.body.classList.toggle("stale", !fresh);
  $("freshness").textContent = fresh ? `● ${text.connection.live}` : "";
  if (fresh) return banner(null);
  const last = wall?.as_of ? ` · ${text.connection.last} ${clock(wall.as_of)}` : "";
  const down = (wall?.nodes ?? []).filter((node) => !node.up).map((node) => node.name);
  const why = !connected ? ` · ${text.connection.lost}` : wall?.stalled ? ` · ${text.connection.stalled}` : down.length ? ` · ${text.connection.node_down}: ${down.join(", ")}` : "";
  banner(`⚠ ${text.connection.stale}${last}${why}`);
}

function show(frame) {
  heard_at = Date.now();
  if (frame.type !== "wall") return;
  wall = frame;
  fill($("tiles"), ...tiles());
  fill($("states"), ...states());
  fill($("queues"), queues());
  fill($("waiting"), waiting());
  fill($("alarms"), ...alarms());
  slowed();
  showSeats();
  fill($("nodes"), ...nodes());
  freshness();
}

const me = await enter(supervises); // the wall would refuse others for ever
$("release-slowed").addEventListener("click", () => decide("release", words.release_question));
$("cancel-slowed").addEventListener("click", () => decide("cancel", words.cancel_question));
$("logout").addEventListener("click", logOut);
$("to-agent").hidden = me.extension === null;
listen(["wall"], show, (open) => {
  connected = open;
  heard_at = Date.now();
  freshness();
});
setInterval(() => {
  $("clock").textContent = centreClock(wall?.at);
  freshness();
}, 500);
