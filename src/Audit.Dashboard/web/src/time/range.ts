import type { Zone } from './settings';

/** A range of time that stays what it is, wherever and whenever it is opened. */
export interface Range {
  /** ISO 8601, included. */
  from: string;
  /** ISO 8601, excluded. */
  to: string;
  /** The span that was chosen, when it was one; it ended at `to`. */
  last?: string;
}

export const SPANS: { value: string; label: string; seconds: number }[] = [
  { value: '5m', label: '5 minutes', seconds: 300 },
  { value: '15m', label: '15 minutes', seconds: 900 },
  { value: '1h', label: '1 hour', seconds: 3600 },
  { value: '4h', label: '4 hours', seconds: 14_400 },
  { value: '1d', label: '1 day', seconds: 86_400 },
  { value: '7d', label: '7 days', seconds: 604_800 },
  { value: '30d', label: '30 days', seconds: 2_592_000 },
  { value: '365d', label: '1 year', seconds: 31_536_000 },
];

export const DEFAULT_SPAN = '1h';

const SECONDS: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** How many seconds a span such as 15m or 7d has; undefined for what is none. */
export function spanSeconds(span: string): number | undefined {
  const match = /^(\d{1,6})([smhdw])$/.exec(span);
  return match ? Number(match[1]) * (SECONDS[match[2]!] ?? 0) || undefined : undefined;
}

export function spanLabel(span: string): string {
  return SPANS.find((known) => known.value === span)?.label ?? span;
}

/** The span before now, as a range with ends. */
export function lastRange(span: string, now = Date.now()): Range {
  const seconds = spanSeconds(span) ?? spanSeconds(DEFAULT_SPAN)!;
  return { from: new Date(now - seconds * 1000).toISOString(), to: new Date(now).toISOString(), last: span };
}

/** What the address says; undefined when it names no range. */
export function rangeOf(search: URLSearchParams): Range | undefined {
  const from = Date.parse(search.get('from') ?? '');
  const to = Date.parse(search.get('to') ?? '');
  if (Number.isNaN(from) || Number.isNaN(to) || from >= to) return undefined;
  const last = search.get('last') ?? undefined;
  return { from: search.get('from')!, to: search.get('to')!, last: last && spanSeconds(last) ? last : undefined };
}

export function rangeSeconds(range: Range): number {
  return (Date.parse(range.to) - Date.parse(range.from)) / 1000;
}

/** A range of the same length before or after this one. */
export function shiftRange(range: Range, direction: -1 | 1): Range {
  const length = Date.parse(range.to) - Date.parse(range.from);
  return {
    from: new Date(Date.parse(range.from) + direction * length).toISOString(),
    to: new Date(Date.parse(range.to) + direction * length).toISOString(),
  };
}

export function around(iso: string, seconds: number): Range {
  const at = Date.parse(iso);
  return { from: new Date(at - seconds * 1000).toISOString(), to: new Date(at + seconds * 1000).toISOString() };
}

const WIDTHS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400, 172_800, 604_800,
  2_592_000,
];

/** A width in seconds that cuts the range into about so many buckets. */
export function bucketSeconds(range: Range, buckets = 90): number {
  const wanted = rangeSeconds(range) / buckets;
  return WIDTHS.find((width) => width >= wanted) ?? WIDTHS[WIDTHS.length - 1]!;
}

/** What a person types for a time, in the zone that is shown: "2026-11-30 14:05", "14:05:30" of today, or ISO 8601 with an offset. */
export function parseTime(text: string, zone: Zone, now = new Date()): Date | undefined {
  const typed = text.trim();
  if (/(?:Z|[+-]\d\d:?\d\d)$/i.test(typed)) return valid(new Date(typed));
  const match = /^(?:(\d{4})-(\d{1,2})-(\d{1,2}))?[ T]*(?:(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?)?$/.exec(
    typed,
  );
  if (!match || typed === '') return undefined;
  const isUtc = zone === 'utc';
  const year = match[1] ? Number(match[1]) : isUtc ? now.getUTCFullYear() : now.getFullYear();
  const month = match[2] ? Number(match[2]) - 1 : isUtc ? now.getUTCMonth() : now.getMonth();
  const day = match[3] ? Number(match[3]) : isUtc ? now.getUTCDate() : now.getDate();
  const clock = [Number(match[4] ?? 0), Number(match[5] ?? 0), Number(match[6] ?? 0)] as const;
  if (month > 11 || day < 1 || day > 31 || clock[0] > 23 || clock[1] > 59 || clock[2] > 59) return undefined;
  const fraction = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3));
  return valid(
    isUtc ? new Date(Date.UTC(year, month, day, ...clock, fraction)) : new Date(year, month, day, ...clock, fraction),
  );
}

function valid(date: Date): Date | undefined {
  return Number.isNaN(date.getTime()) ? undefined : date;
}
