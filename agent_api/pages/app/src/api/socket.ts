/** Events: one WebSocket a topic, open as long as somebody listens; it reconnects by itself. */
import { type Signal, signal } from "@preact/signals";
import { setClock } from "../lib/clock";
import { token } from "./token";
import type { Frame, Topic } from "./types";

const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 5000;
const LOGGED_OUT = 4401;

/** `heard` gets each frame. `turned` is told when the connection comes and goes: it comes with its first frame, which is
 *  older than anything that is asked for from then on. */
export interface Listener {
  heard: (frame: Frame) => void;
  turned?: (open: boolean) => void;
}

class Channel {
  readonly open: Signal<boolean> = signal(false);
  private readonly listeners = new Set<Listener>();
  private socket: WebSocket | null = null;
  private wait_ms = FIRST_WAIT_MS;
  private timer = 0;

  constructor(
    private readonly topic: Topic,
    private readonly expired: () => void,
  ) {
    // A page that a browser keeps for its Back button would keep its socket: its reader would seem to be there.
    window.addEventListener("pagehide", () => this.hangUp());
    window.addEventListener("pageshow", () => this.listeners.size && !this.socket && this.connect());
  }

  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    if (!this.socket && !this.timer) this.connect();
    else if (this.open.value) listener.turned?.(true);
    return () => {
      this.listeners.delete(listener);
      if (!this.listeners.size) this.hangUp();
    };
  }

  /** A new log-in: at once, with its token. */
  again(): void {
    this.hangUp();
    if (this.listeners.size) this.connect();
  }

  private hangUp(): void {
    clearTimeout(this.timer);
    this.timer = 0;
    const socket = this.socket;
    this.socket = null;
    socket?.close();
    this.turn(false);
  }

  private connect(): void {
    this.timer = 0;
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/api/v1/ws`);
    this.socket = socket;
    socket.onopen = () =>
      socket.send(JSON.stringify({ type: "auth", token: token.get(), topics: [this.topic] }));
    socket.onmessage = (message) => this.socket === socket && this.take(JSON.parse(message.data) as Frame);
    socket.onclose = (closing) => this.socket === socket && this.closed(closing.code);
  }

  private take(frame: Frame): void {
    this.wait_ms = FIRST_WAIT_MS;
    if (frame.type === "wall" || frame.type === "room") setClock(frame.at);
    for (const listener of [...this.listeners]) listener.heard(frame);
    this.turn(true);
  }

  private closed(code: number): void {
    this.socket = null;
    this.turn(false);
    if (code === LOGGED_OUT) {
      this.expired();
      return;
    }
    this.timer = window.setTimeout(() => this.connect(), this.wait_ms * (0.8 + 0.4 * Math.random()));
    this.wait_ms = Math.min(LONGEST_WAIT_MS, this.wait_ms * 2);
  }

  private turn(open: boolean): void {
    if (this.open.value === open) return;
    this.open.value = open;
    for (const listener of [...this.listeners]) listener.turned?.(open);
  }
}

let expired = (): void => {};
const channels: Record<Topic, Channel> = {
  me: new Channel("me", () => expired()),
  wall: new Channel("wall", () => expired()),
  room: new Channel("room", () => expired()),
};

/** Listen to a topic until the returned function is called. */
export const listen = (topic: Topic, listener: Listener): (() => void) => channels[topic].listen(listener);
export const isOpen = (topic: Topic): boolean => channels[topic].open.value;
export const reconnect = (): void => {
  for (const channel of Object.values(channels)) channel.again();
};
export function onSocketExpired(ask: () => void): void {
  expired = ask;
}
