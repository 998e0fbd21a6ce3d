/** Sound and notification while the phone rings, for whoever looks at another window. */
import { signal } from "@preact/signals";
import { words } from "../texts/desk";

const MUTED = "hotline-muted";
const EVERY_MS = 2500;
const TONES = [
  [660, 0],
  [880, 0.18],
] as const;
const TONE_S = 0.15;

export const isMuted = signal(localStorage.getItem(MUTED) === "yes");

export function switchSound(): void {
  isMuted.value = !isMuted.value;
  if (isMuted.value) localStorage.setItem(MUTED, "yes");
  else localStorage.removeItem(MUTED);
  void askToNotify();
}

/** Browsers ask the person, and only at a click. */
export async function askToNotify(): Promise<void> {
  if ("Notification" in window && Notification.permission === "default")
    await Notification.requestPermission().catch(() => null);
}

let sound: AudioContext | null = null;
let timer = 0;
let shown: Notification | null = null;

function ring(): void {
  if (isMuted.value) return;
  sound ??= new AudioContext();
  void sound.resume().catch(() => null); // a browser lets nothing sound before the first click on the page
  for (const [frequency, after_s] of TONES) {
    const tone = sound.createOscillator();
    const volume = sound.createGain();
    const at = sound.currentTime + after_s;
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(0.15, at);
    volume.gain.exponentialRampToValueAtTime(0.001, at + TONE_S);
    tone.connect(volume).connect(sound.destination);
    tone.start(at);
    tone.stop(at + TONE_S);
  }
}

/** The phone rings. `isPlaced`: for a call of our own, which the agent waits for; then only the sound is left out. */
export function announce(citizen: string, isPlaced: boolean): void {
  if (timer) return;
  timer = window.setInterval(() => !isPlaced && ring(), EVERY_MS);
  if (!isPlaced) ring();
  if (!document.hidden || !("Notification" in window) || Notification.permission !== "granted") return;
  shown = new Notification(words().ringing, { body: citizen, tag: "ringing", requireInteraction: true });
  shown.onclick = () => window.focus();
}

export function silence(): void {
  clearInterval(timer);
  timer = 0;
  shown?.close();
  shown = null;
}
