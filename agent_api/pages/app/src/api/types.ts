/** Short names for what the API says; the types themselves are generated from its description. */
import type { components } from "./schema";

export type Schemas = components["schemas"];
export type Me = Schemas["AgentView"];
export type Role = Schemas["Role"];
export type Call = Schemas["CallView"];
export type Caller = Schemas["CallerView"];
export type Ticket = Schemas["TicketWithNotes"];
export type TicketRow = Schemas["TicketView"];
export type Transfer = Schemas["SentView"];
export type DirectoryEntry = Schemas["EntryView"];
export type InsideTarget = Schemas["InsideTarget"];
export type Callback = Schemas["CallbackView"];
export type Offer = Schemas["CallbackOffer"];
export type Room = Schemas["RoomView"];
export type RoomAgent = Schemas["RoomAgent"];
export type RoomCall = Schemas["RoomCall"];
export type RoomSupervision = Schemas["RoomSupervision"];
export type Settings = Schemas["SettingsView"];
export type Roster = Schemas["RosterView"];

/** What the server sends over the WebSocket. */
export type Frame =
  | Schemas["TopicRefused"]
  | Schemas["AgentStateFrame"]
  | Schemas["CallRinging"]
  | Schemas["CallChanged"]
  | Schemas["CallbackOffered"]
  | Schemas["CallbackUpdated"]
  | Schemas["TransferUpdated"]
  | Schemas["SupervisionUpdated"]
  | Schemas["AgentForced"]
  | Schemas["WallFrame"]
  | Schemas["RoomFrame"];
export type Topic = Schemas["Auth"]["topics"][number];

/** One page of a list. */
export interface Page<Item> {
  items: Item[];
  next: string | null;
}
