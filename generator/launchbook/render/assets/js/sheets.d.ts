/** `sheets.js` of a plan; `site/sheets.py` writes it. */
export interface Sheets {
  format: number;
  plan: string;
  /** The word for the status of a plan that is over; else empty. */
  over: string;
  /** When the launch ends; empty without a known day. */
  until: string;
  sheets: Record<string, { code: string; title: string; page: string }>;
  earlier: Older[];
}
/** A sheet as it was printed before. */
export interface Older {
  name: string;
  code: string;
  /** Since when it was so. */
  at: string;
  /** Whether the plan has no such page any more. */
  gone: boolean;
  changes: Change[];
  /** How many changes are not listed. */
  more: number;
}
export interface Change {
  how: "changed" | "new" | "gone";
  title: string;
  page: string;
  /** What changed: the part, what it was, what it is. */
  says: [string, string, string][];
}
export type Answer =
  | { is: "over"; name?: string }
  | { is: "current" | "removed"; name: string }
  | { is: "older"; name: string; old: Older }
  | { is: "slip"; name: string; code: string }
  | { is: "unknown" };
