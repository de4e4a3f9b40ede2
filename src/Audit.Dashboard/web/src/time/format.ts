import type { Zone } from './settings';

const pad = (value: number, width = 2) => String(value).padStart(width, '0');

interface Fields {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  weekday: number;
}

function fieldsOf(date: Date, zone: Zone): Fields {
  return zone === 'utc'
    ? {
        year: date.getUTCFullYear(),
        month: date.getUTCMonth() + 1,
        day: date.getUTCDate(),
        hour: date.getUTCHours(),
        minute: date.getUTCMinutes(),
        second: date.getUTCSeconds(),
        weekday: date.getUTCDay(),
      }
    : {
        year: date.getFullYear(),
        month: date.getMonth() + 1,
        day: date.getDate(),
        hour: date.getHours(),
        minute: date.getMinutes(),
        second: date.getSeconds(),
        weekday: date.getDay(),
      };
}

/** The digits behind the second as they were sent: a Date keeps milliseconds only. */
function fractionOf(iso: string): string {
  return /\.(\d+)/.exec(iso)?.[1] ?? '';
}

export function formatDate(time: string | Date, zone: Zone): string {
  const at = fieldsOf(new Date(time), zone);
  return `${at.year}-${pad(at.month)}-${pad(at.day)}`;
}

export function formatClock(time: string | Date, zone: Zone): string {
  const at = fieldsOf(new Date(time), zone);
  return `${pad(at.hour)}:${pad(at.minute)}:${pad(at.second)}`;
}

/** To the millisecond, for a column. */
export function formatTime(iso: string, zone: Zone): string {
  return `${formatClock(iso, zone)}.${fractionOf(iso).padEnd(3, '0').slice(0, 3)}`;
}

/** All that is known of it, to the microsecond, with its offset. */
export function formatFull(iso: string, zone: Zone): string {
  const fraction = fractionOf(iso);
  return `${formatDate(iso, zone)} ${formatClock(iso, zone)}${fraction ? `.${fraction}` : ''} ${offsetText(new Date(iso), zone)}`;
}

/** To the minute, or the second where there are some. */
export function formatShort(time: string | Date, zone: Zone): string {
  const at = fieldsOf(new Date(time), zone);
  return `${formatDate(time, zone)} ${pad(at.hour)}:${pad(at.minute)}${at.second ? `:${pad(at.second)}` : ''}`;
}

/** UTC, or the offset of the place at that time, as +05:45. */
export function offsetText(date: Date, zone: Zone): string {
  if (zone === 'utc') return 'UTC';
  const minutes = -date.getTimezoneOffset();
  const size = Math.abs(minutes);
  return `UTC${minutes < 0 ? '−' : '+'}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
}

const UNITS: [number, string][] = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
  [1, 's'],
];

/** How long ago, or until then, in one unit. */
export function formatDistance(milliseconds: number): string {
  const seconds = Math.round(Math.abs(milliseconds) / 1000);
  for (const [size, unit] of UNITS) if (seconds >= size) return `${Math.floor(seconds / size)} ${unit}`;
  return '0 s';
}

/** A countdown: minutes and seconds, and hours where there are some. */
export function formatCountdown(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const hours = Math.floor(seconds / 3600);
  return `${hours ? `${hours}:` : ''}${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
}

export function formatDuration(microseconds: number | null | undefined): string {
  if (microseconds === null || microseconds === undefined) return '';
  if (microseconds < 1000) return `${Math.round(microseconds)} µs`;
  if (microseconds < 1_000_000) return `${trim(microseconds / 1000)} ms`;
  if (microseconds < 60_000_000) return `${trim(microseconds / 1_000_000)} s`;
  return `${trim(microseconds / 60_000_000)} min`;
}

function trim(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

const GROUPED = new Intl.NumberFormat('en-US');

export function formatCount(value: number): string {
  return GROUPED.format(value);
}

export function formatCompact(value: number): string {
  if (value < 10_000) return GROUPED.format(Math.round(value));
  if (value < 1_000_000) return `${trim(value / 1000)}k`;
  if (value < 1_000_000_000) return `${trim(value / 1_000_000)}M`;
  return `${trim(value / 1_000_000_000)}G`;
}

export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes / 1024;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${trim(value)} ${units[unit]}`;
}
