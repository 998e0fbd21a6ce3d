/** Tickets in words. */
import type { Schemas } from "../api/types";
import { texts } from "../lib/language";

export const categoryWords = texts<Record<Schemas["TicketCategory"] | "", string>>({
  zh: {
    "": "未分类",
    enquiry: "咨询",
    request: "求助",
    complaint: "投诉",
    report: "举报",
    suggestion: "建议",
    other: "其他",
  },
  en: {
    "": "not sorted",
    enquiry: "enquiry",
    request: "request",
    complaint: "complaint",
    report: "report",
    suggestion: "suggestion",
    other: "other",
  },
});
