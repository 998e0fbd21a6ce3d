// What every page needs: words, elements without markup from data, the API, the socket.

export const text = JSON.parse(document.body.dataset.texts);
const TOKEN = "hotline-token";

export const token = {
  get: () => localStorage.getItem(TOKEN) ?? "",
  set: (value) => localStorage.setItem(TOKEN, value),
  drop: () => localStorage.removeItem(TOKEN),
};

/** An element; children are elements or plain text, never markup. */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "on") for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    else if (key in element && key !== "list") element[key] = value;
    else if (value !== undefined && value !== null && value !== false) element.setAttribute(key, value);
  }
  return fill(element, ...children);
}

/** Put these in place of what an element holds; null, undefined and false are nothing. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const $ = (id) => document.getElementById(id);

export class Refused extends Error {
  constructor(status, problem) {
    super(problem?.detail ?? String(status));
    this.status = status;
    this.errors = problem?.errors;
  }
}

/** The page is being left: what comes after this never happens. */
const never = () => new Promise(() => {});

/** Ask the API below /api/v1; a token that is not valid any more leads to the log-in. */
export async function api(method, path, body) {
  const response = await fetch(`/api/v1${path}`, {
    method,
    headers: { Authorization: `Bearer ${token.get()}`, "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  setClock(response.headers.get("Date"));
  const answer = response.status === 204 ? null : await response.json().catch(() => null);
  if (response.status === 401 && path !== "/login") {
    leave();
    await never();
  }
  if (!response.ok) throw new Refused(response.status, answer);
  return answer;
}

export function leave() {
  token.drop();
  location.assign("/");
}

/** The page of somebody's work. */
export const home = (agent) => (agent.role === "agent" ? "/agent" : agent.role === "auditor" ? "/docs" : "/wall");

/** Who has opened this page. Without a log-in they are led there, and home when it is not for them. */
export async function enter(isFor = () => true) {
  if (!token.get()) {
    leave();
    await never();
  }
  const me = await api("GET", "/agents/me");
  if (!isFor(me)) {
    location.replace(home(me));
    await never();
  }
  return me;
}

export const supervises = (agent) => ["admin", "supervisor"].includes(agent.role);
/** Whose work is at the desk; who supervises may have a telephone and take calls as well. */
export const takesCalls = (agent) => agent.role === "agent" || (supervises(agent) && agent.extension !== null);

export async function logOut() {
  await api("POST", "/logout").catch(() => null);
  leave();
}

/** Listen to topics until the page goes; `heard(frame)`, `turned(isOpen)`. Comes back by itself. */
export function listen(topics, heard, turned) {
  let wait_ms = 300;
  let socket = null;
  // A page that a browser keeps for its Back button would keep its socket: its reader would seem to be there.
  window.addEventListener("pagehide", () => socket.close());
  const connect = () => {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    socket = new WebSocket(`${scheme}://${location.host}/api/v1/ws`);
    socket.onopen = () => socket.send(JSON.stringify({ type: "auth", token: token.get(), topics }));
    let open = false;
    socket.onmessage = (message) => {
      wait_ms = 300;
      const frame = JSON.parse(message.data);
      if (frame.type === "wall") setClock(frame.at);
      heard(frame);
      if (!open) turned((open = true)); // after the first frame, which is older than what is asked for now
    };
    socket.onclose = (closing) => {
      if (closing.code === 4401) return leave();
      turned(false);
      setTimeout(connect, wait_ms * (0.8 + 0.4 * Math.random()));
      wait_ms = Math.min(5000, wait_ms * 2);
    };
  };
  connect();
}

/** On pages that need no events: whoever reads them has not left their desk. */
export const stay = () => listen(["me"], () => {}, () => {});

// The server's clock counts: a screen whose own clock is wrong shows the same durations.
let skew_ms = 0;
function setClock(moment) {
  const skew = Date.now() - Date.parse(moment);
  skew_ms = Math.abs(skew) > 1500 ? skew : 0; // less is the network, or the seconds of a header
}
export const now = () => Date.now() - skew_ms;
export const secondsSince = (moment) => (moment ? Math.max(0, (now() - Date.parse(moment)) / 1000) : null);

/** 0:07, 12:05, 1:02:03; what is not known is a dash. */
export function duration(seconds) {
  if (seconds === null || seconds === undefined) return text.wall.unknown;
  const whole = Math.floor(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const two = (value) => String(value).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** The clock time that stands in the text itself: the centre's, whatever zone this screen is in. */
export const clock = (moment) => (moment ? moment.slice(11, 19) : text.wall.unknown);
/** The centre's date and time, some minutes from now, by the offset of a moment that the server wrote. */
function centreTime(moment, ahead_min) {
  const offset = /([+-])(\d\d):(\d\d)$/.exec(moment ?? "");
  const minutes = offset ? Number(`${offset[1]}1`) * (Number(offset[2]) * 60 + Number(offset[3])) : -new Date().getTimezoneOffset();
  return new Date(now() + (minutes + ahead_min) * 60_000).toISOString();
}
/** What a clock on the centre's wall shows. */
export const centreClock = (moment) => centreTime(moment, 0).slice(11, 19);
/** The same with its date, as a field for a time takes it. */
export const centreMinute = (moment, ahead_min) => centreTime(moment, ahead_min).slice(0, 16);
export const dayAndTime = (moment) => (moment ? `${moment.slice(5, 10)} ${moment.slice(11, 16)}` : text.wall.unknown);

const SHORT_S = 10;
const secondsUntil = (moment) => Math.max(0, (Date.parse(moment) - now()) / 1000);

function showLeft(element) {
  const left_s = secondsUntil(element.dataset.until);
  element.textContent = duration(left_s);
  element.classList.toggle("short", left_s < SHORT_S);
}

/** Durations on the page that grow or shrink by themselves: elements with data-since or data-until. */
function tick() {
  if (document.body.classList.contains("stale")) return; // what may be over does not go on
  for (const element of document.querySelectorAll("[data-since]"))
    element.textContent = duration(secondsSince(element.dataset.since));
  for (const element of document.querySelectorAll("[data-until]")) showLeft(element);
}
setInterval(tick, 500);

export const growing = (moment, attributes = {}) => {
  const element = el("span", { className: "clock", role: "timer", ...attributes }, duration(secondsSince(moment)));
  if (moment) element.dataset.since = moment;
  return element;
};

/** How long it is until then. A timer: what reads the page aloud does not read each second. */
export function shrinking(moment) {
  const element = el("span", { className: "clock", role: "timer" });
  element.dataset.until = moment;
  showLeft(element);
  return element;
}

export function banner(message) {
  const element = $("banner");
  element.hidden = !message;
  element.textContent = message ?? "";
}
