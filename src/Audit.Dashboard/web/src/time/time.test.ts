import { describe, expect, it } from 'vitest';
import { formatBytes, formatCompact, formatCountdown, formatDuration, formatFull, formatTime } from './format';
import { bucketSeconds, lastRange, parseTime, rangeOf, shiftRange, spanSeconds } from './range';

describe('a range of time', () => {
  it('of a span has ends, which do not move', () => {
    const range = lastRange('15m', Date.UTC(2026, 0, 1, 12));
    expect(range).toEqual({ from: '2026-01-01T11:45:00.000Z', to: '2026-01-01T12:00:00.000Z', last: '15m' });
    expect(rangeOf(new URLSearchParams({ ...range } as Record<string, string>))).toEqual(range);
  });

  it('in an address must have its ends in order', () => {
    expect(rangeOf(new URLSearchParams('from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z'))).toBeUndefined();
    expect(rangeOf(new URLSearchParams('from=yesterday&to=today'))).toBeUndefined();
  });

  it('moves by its own length', () =>
    expect(shiftRange({ from: '2026-01-01T00:00:00.000Z', to: '2026-01-01T01:00:00.000Z' }, -1).from).toBe(
      '2025-12-31T23:00:00.000Z',
    ));

  it('is cut into about as many buckets as there is room for', () => {
    for (const span of ['5m', '1h', '1d', '30d', '365d']) {
      const range = lastRange(span);
      expect(spanSeconds(span)! / bucketSeconds(range)).toBeLessThanOrEqual(90);
      expect(spanSeconds(span)! / bucketSeconds(range)).toBeGreaterThan(10);
    }
  });
});

describe('a time that is typed', () => {
  it('is of the zone that is shown', () => {
    expect(parseTime('2026-11-30 14:05', 'utc')?.toISOString()).toBe('2026-11-30T14:05:00.000Z');
    expect(parseTime('14:05:30', 'utc', new Date('2026-11-30T20:00:00Z'))?.toISOString()).toBe(
      '2026-11-30T14:05:30.000Z',
    );
    expect(parseTime('2026-11-30T14:05:00+05:45', 'utc')?.toISOString()).toBe('2026-11-30T08:20:00.000Z');
  });

  it.each(['', 'noon', '25:00', '2026-13-01', '14:5'])('%s is none', (text) =>
    expect(parseTime(text, 'utc')).toBeUndefined(),
  );
});

describe('what is shown of', () => {
  it('a time, keeps its microseconds', () => {
    expect(formatTime('2026-11-30T22:12:23.766541Z', 'utc')).toBe('22:12:23.766');
    expect(formatFull('2026-11-30T22:12:23.766541Z', 'utc')).toBe('2026-11-30 22:12:23.766541 UTC');
  });

  it('a duration, has a unit that fits', () => {
    expect([0, 714, 8580, 13_500, 1_500_000, 90_000_000].map(formatDuration)).toEqual([
      '0 µs',
      '714 µs',
      '8.58 ms',
      '13.5 ms',
      '1.50 s',
      '1.50 min',
    ]);
    expect(formatDuration(null)).toBe('');
  });

  it('numbers, stays short', () => {
    expect([0, 9999, 12_345, 4_500_000].map(formatCompact)).toEqual(['0', '9,999', '12.3k', '4.50M']);
    expect(formatBytes(68_157_440)).toBe('65.0 MiB');
    expect(formatCountdown(3_549_000)).toBe('59:09');
  });
});
