/** Line drawings on a grid of 24. */
const SHAPES = {
  headset: "M4 14v-2a8 8 0 0 1 16 0v2M4 14h3v6H5a1 1 0 0 1-1-1zM20 14h-3v6h2a1 1 0 0 0 1-1z",
  wall: "M3 5h18v12H3zM8 21h8M12 17v4",
  room: "M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2 20c0-4 3-6 6-6s6 2 6 6M16 11a3 3 0 0 0 0-6M17 14c3 0 5 2 5 6",
  calls: "M5 3h4l2 5-2.5 1.5a11 11 0 0 0 6 6L16 13l5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 3 5a2 2 0 0 1 2-2z",
  tickets: "M6 3h9l4 4v14H6zM14 3v5h5M9 12h7M9 16h7",
  callbacks: "M9 14 4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3",
  reports: "M4 20V4M4 20h16M8 16v-4M12 16V8M16 16v-7",
  people: "M12 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-4 4-7 8-7s8 3 8 7",
  directory: "M4 4h16v16H4zM8 4v16M12 9h5M12 13h5",
  notices: "M4 10v4h3l6 5V5L7 10zM17 9a4 4 0 0 1 0 6M19.5 6.5a8 8 0 0 1 0 11",
  audit: "M12 3l8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6zM9 12l2 2 4-4",
  alarms: "M6 16V11a6 6 0 0 1 12 0v5l2 2H4zM10 21h4",
  settings:
    "M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M5 19l2-2M17 7l2-2",
  account: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM5 21a7 7 0 0 1 14 0",
  docs: "M8 7l-5 5 5 5M16 7l5 5-5 5M14 4l-4 16",
  search: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l5 5",
  sun: "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.5 1.5M17.5 17.5L19 19M5 19l1.5-1.5M17.5 6.5L19 5",
  moon: "M20 14A8 8 0 1 1 10 4a6.5 6.5 0 0 0 10 10z",
  leave: "M10 4H5v16h5M15 8l4 4-4 4M19 12H9",
  close: "M6 6l12 12M18 6L6 18",
  sound: "M4 10v4h3l5 4V6L7 10zM16 9a4 4 0 0 1 0 6",
  mute: "M4 10v4h3l5 4V6L7 10zM16 9l5 6M21 9l-5 6",
  download: "M12 4v11M7 11l5 5 5-5M4 20h16",
  play: "M7 4l13 8-13 8z",
  keyboard: "M3 6h18v12H3zM7 10h.01M11 10h.01M15 10h.01M8 14h8",
  more: "M5 12h.01M12 12h.01M19 12h.01",
} as const;

export type IconName = keyof typeof SHAPES;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon-image" viewBox="0 0 24 24" aria-hidden="true">
      <path d={SHAPES[name]} />
    </svg>
  );
}
