/** The one table of pages: where each is, who may open it, how it is called, and the code that draws it. The menu, the
 *  command palette and the router all read it. A page that is not ready is not in it. */
import type { ComponentType } from "preact";
import type { Me, Role } from "../api/types";
import { texts } from "../lib/language";
import { supervises, takesCalls } from "../shell/session";
import type { IconName } from "../ui/Icon";

export interface PageEntry {
  path: `/${string}`;
  title: () => string;
  icon: IconName;
  may: (me: Me) => boolean;
  load: () => Promise<{ default: ComponentType }>;
  /** in the foot of the menu, not among the rooms */
  isOwn?: boolean;
  /** fills the screen, without the menu */
  isBare?: boolean;
  /** needs no log-in */
  isPublic?: boolean;
}

const roles =
  (...some: Role[]) =>
  (me: Me): boolean =>
    (some as string[]).includes(me.role);

const anybody = (): boolean => true;

export const PAGES: readonly PageEntry[] = [
  {
    path: "/agent",
    title: texts({ zh: "座席", en: "Agent" }),
    icon: "headset",
    may: takesCalls,
    load: () => import("./agent/AgentPage"),
  },
  {
    path: "/wall",
    title: texts({ zh: "大屏", en: "Wall" }),
    icon: "wall",
    may: supervises,
    load: () => import("./wall/WallPage"),
  },
  {
    path: "/room",
    title: texts({ zh: "现场", en: "Room" }),
    icon: "room",
    may: supervises,
    load: () => import("./room/RoomPage"),
  },
  {
    path: "/calls",
    title: texts({ zh: "通话", en: "Calls" }),
    icon: "calls",
    may: anybody,
    load: () => import("./calls/CallsPage"),
  },
  {
    path: "/tickets",
    title: texts({ zh: "工单", en: "Tickets" }),
    icon: "tickets",
    may: anybody,
    load: () => import("./tickets/TicketsPage"),
  },
  {
    path: "/callbacks",
    title: texts({ zh: "回拨", en: "Callbacks" }),
    icon: "callbacks",
    may: anybody,
    load: () => import("./callbacks/CallbacksPage"),
  },
  {
    path: "/people",
    title: texts({ zh: "人员", en: "People" }),
    icon: "people",
    may: supervises,
    load: () => import("./people/PeoplePage"),
  },
  {
    path: "/directory",
    title: texts({ zh: "转接目录", en: "Directory" }),
    icon: "directory",
    may: roles("supervisor", "admin"),
    load: () => import("./directory/DirectoryPage"),
  },
  {
    path: "/notices",
    title: texts({ zh: "公告", en: "Notices" }),
    icon: "notices",
    may: roles("supervisor", "admin"),
    load: () => import("./notices/NoticesPage"),
  },
  {
    path: "/alarms",
    title: texts({ zh: "告警", en: "Alarms" }),
    icon: "alarms",
    may: roles("supervisor", "admin", "auditor"),
    load: () => import("./alarms/AlarmsPage"),
  },
  {
    path: "/audit",
    title: texts({ zh: "审计", en: "Audit" }),
    icon: "audit",
    may: roles("admin", "auditor"),
    load: () => import("./audit/AuditPage"),
  },
  {
    path: "/reports",
    title: texts({ zh: "报表", en: "Reports" }),
    icon: "reports",
    may: roles("supervisor", "admin", "auditor"),
    load: () => import("./reports/ReportsPage"),
  },
  {
    path: "/settings",
    title: texts({ zh: "设置", en: "Settings" }),
    icon: "settings",
    may: supervises,
    load: () => import("./settings/SettingsPage"),
  },
  {
    path: "/account",
    title: texts({ zh: "我的账户", en: "My account" }),
    icon: "account",
    may: anybody,
    load: () => import("./account/AccountPage"),
    isOwn: true,
  },
  {
    path: "/docs",
    title: texts({ zh: "接口文档", en: "API" }),
    icon: "docs",
    may: roles("admin", "auditor"),
    load: () => import("./docs/DocsPage"),
    isOwn: true,
    isPublic: true,
  },
];

/** Where somebody's work begins: the first of these that there is for them. */
const HOMES: Record<Role, readonly string[]> = {
  agent: ["/agent"],
  supervisor: ["/wall"],
  admin: ["/wall"],
  auditor: ["/audit", "/docs"],
};

export const pageAt = (path: string): PageEntry | undefined =>
  PAGES.find((page) => path === page.path || path.startsWith(`${page.path}/`));

export const homeOf = (me: Me): string => {
  const found = HOMES[me.role as Role].find((path) => pageAt(path)?.may(me));
  return found ?? "/account";
};
