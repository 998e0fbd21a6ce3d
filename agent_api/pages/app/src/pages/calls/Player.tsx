import { useEffect, useRef, useState } from "preact/hooks";
import { download } from "../../api/client";
import { duration } from "../../lib/clock";
import { needsReason, reason } from "../../lib/reason";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { toast, toastProblem } from "../../ui/Toast";
import { peaksOf } from "./peaks";
import { words as callWords } from "./texts";

const PARTS = 240;
const JUMP_S = 10;
const SPEEDS = [0.75, 1, 1.25, 1.5, 2];

interface Sound {
  url: string;
  peaks: number[];
}

async function read(call: string): Promise<Sound> {
  const blob = await download(`/calls/${encodeURIComponent(call)}/recording`, {}, reason.value);
  const decoded = await new OfflineAudioContext(1, 1, 8000)
    .decodeAudioData(await blob.arrayBuffer())
    .catch(() => null);
  return {
    url: URL.createObjectURL(blob),
    peaks: decoded ? peaksOf(sidesOf(decoded), PARTS) : [],
  };
}

/** What the citizen says, and what they hear; one, before the recording is compressed. */
function sidesOf(sound: AudioBuffer): Float32Array[] {
  return Array.from({ length: sound.numberOfChannels }, (_, side) => sound.getChannelData(side));
}

/** Plays a recording. It is read when somebody presses "play", which the server records; so is each further play. */
export function Player({ call }: { call: string }) {
  const [sound, setSound] = useState<Sound | null>(null);
  const [busy, setBusy] = useState(false);
  const [playing, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const [length, setLength] = useState(0);
  const audio = useRef<HTMLAudioElement>(null);
  const words = callWords();

  useEffect(() => () => void (sound && URL.revokeObjectURL(sound.url)), [sound]);

  async function play(): Promise<void> {
    if (needsReason() && !reason.value) {
      toast(words.say_why, { bad: true });
      return;
    }
    setBusy(true);
    try {
      const again = sound !== null && at === 0;
      if (again) await download(`/calls/${encodeURIComponent(call)}/recording`, {}, reason.value);
      if (!sound) setSound(await read(call));
      else await audio.current?.play();
    } catch (error) {
      toastProblem(error);
    } finally {
      setBusy(false);
    }
  }
  useEffect(() => {
    if (sound) void audio.current?.play().catch(() => null); // the browser wants one more press
  }, [sound]);

  function jump(to: number): void {
    if (!audio.current) return;
    audio.current.currentTime = Math.max(0, Math.min(length, to));
    setAt(audio.current.currentTime);
  }

  return (
    <div class="player">
      {/* biome-ignore lint/a11y/useMediaCaption: there is no text of a telephone call */}
      <audio
        ref={audio}
        src={sound?.url}
        onTimeUpdate={(event) => setAt(event.currentTarget.currentTime)}
        onLoadedMetadata={(event) => setLength(event.currentTarget.duration)}
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onEnded={() => jump(0)}
      />
      <div class="row">
        {playing ? (
          <Button kind="primary" onClick={() => audio.current?.pause()}>
            {words.pause}
          </Button>
        ) : (
          <Button kind="primary" disabled={busy} onClick={() => void play()}>
            <Icon name="play" />
            {busy ? words.loading : words.play}
          </Button>
        )}
        {sound && (
          <>
            <Button onClick={() => jump(at - JUMP_S)}>{words.back}</Button>
            <Button onClick={() => jump(at + JUMP_S)}>{words.ahead}</Button>
            <select
              class="speed"
              aria-label={words.speed}
              onChange={(event) => {
                if (audio.current) audio.current.playbackRate = Number(event.currentTarget.value);
              }}
            >
              {SPEEDS.map((speed) => (
                <option key={speed} value={speed} selected={speed === 1}>
                  {speed}×
                </option>
              ))}
            </select>
            <span class="clock">
              {duration(at)} / {duration(length)}
            </span>
          </>
        )}
      </div>
      {sound && <Wave peaks={sound.peaks} at={at} length={length} label={words.position} onJump={jump} />}
    </div>
  );
}

interface WaveProps {
  peaks: number[];
  at: number;
  length: number;
  label: string;
  onJump: (to: number) => void;
}

/** The shape of the sound; a slider over it moves within it, by mouse and by keys. */
function Wave({ peaks, at, length, label, onJump }: WaveProps) {
  const bars = (some: number[], first: number): string =>
    some.map((peak, place) => `M${first + place + 0.5} ${20 - peak * 19}V${20 + peak * 19}`).join("");
  const heard = length ? Math.round((at / length) * peaks.length) : 0;
  return (
    <div class="wave">
      <svg viewBox={`0 0 ${Math.max(1, peaks.length)} 40`} preserveAspectRatio="none" aria-hidden="true">
        <path class="heard" d={bars(peaks.slice(0, heard), 0)} />
        <path d={bars(peaks.slice(heard), heard)} />
      </svg>
      <input
        type="range"
        aria-label={label}
        aria-valuetext={duration(at)}
        min={0}
        max={length || 1}
        step={1}
        value={at}
        onInput={(event) => onJump(Number(event.currentTarget.value))}
      />
    </div>
  );
}
