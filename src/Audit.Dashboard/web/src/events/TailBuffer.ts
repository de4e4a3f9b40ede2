import type { EventRowFragment } from '../generated/graphql';

const MOST = 100_000;

/** Events that arrived, each once, the newest first when they are taken. */
export class TailBuffer {
  private shown: EventRowFragment[] = [];
  private arrived: EventRowFragment[] = [];
  private readonly known = new Set<string>();

  get waiting(): number {
    return this.arrived.length;
  }

  /** In the order of their time. */
  add(events: EventRowFragment[]): void {
    for (const event of events) {
      if (this.known.has(event.id)) continue;
      this.known.add(event.id);
      this.arrived.push(event);
    }
    if (this.arrived.length > MOST) this.forget(this.arrived.splice(0, this.arrived.length - MOST));
  }

  take(): EventRowFragment[] {
    if (this.arrived.length > 0) {
      this.shown = [...this.arrived.reverse(), ...this.shown];
      this.arrived = [];
      if (this.shown.length > MOST) this.forget(this.shown.splice(MOST));
    }
    return this.shown;
  }

  private forget(events: EventRowFragment[]): void {
    for (const event of events) this.known.delete(event.id);
  }
}
