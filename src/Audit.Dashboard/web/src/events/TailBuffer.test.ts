import { describe, expect, it } from 'vitest';
import type { EventRowFragment } from '../generated/graphql';
import { TailBuffer } from './TailBuffer';

const events = (...ids: string[]) => ids.map((id) => ({ id }) as EventRowFragment);

describe('events that arrive', () => {
  it('are each shown once, the newest first', () => {
    const buffer = new TailBuffer();
    buffer.add(events('1', '2'));
    buffer.add(events('2', '3'));
    expect(buffer.waiting).toBe(3);
    expect(buffer.take().map((event) => event.id)).toEqual(['3', '2', '1']);
    buffer.add(events('1', '4'));
    expect(buffer.take().map((event) => event.id)).toEqual(['4', '3', '2', '1']);
    expect(buffer.waiting).toBe(0);
  });

  it('are bounded while nobody looks', () => {
    const buffer = new TailBuffer();
    for (let batch = 0; batch < 11; batch++)
      buffer.add(events(...Array.from({ length: 10_000 }, (_, index) => `${batch}-${index}`)));
    expect(buffer.waiting).toBe(100_000);
    expect(buffer.take()[0]!.id).toBe('10-9999');
  });
});
