import { useSyncExternalStore } from 'react';

export type Connection = 'online' | 'lost' | 'signed-out';

type Listener = () => void;

/** Whether the server answers; told by every request, and by a probe while it does not. */
class ConnectionState {
  private value: Connection = 'online';
  private readonly listeners = new Set<Listener>();
  private probe: (() => Promise<unknown>) | undefined;
  private restored: Listener | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  get current(): Connection {
    return this.value;
  }

  /** Says how to ask whether the server is back, and what to do then. */
  watch(probe: () => Promise<unknown>, restored: Listener): void {
    this.probe = probe;
    this.restored = restored;
  }

  report(next: Connection): void {
    if (next === this.value) return;
    const wasLost = this.value === 'lost';
    this.value = next;
    this.listeners.forEach((listener) => listener());
    clearTimeout(this.timer);
    if (next === 'lost') this.schedule();
    else if (next === 'online' && wasLost) this.restored?.();
  }

  readonly subscribe = (listener: Listener): Listener => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private schedule(): void {
    this.timer = setTimeout(() => {
      this.probe?.()
        .catch(() => undefined)
        .finally(() => {
          if (this.value === 'lost') this.schedule();
        });
    }, 2000);
  }
}

export const connection = new ConnectionState();

export function useConnection(): Connection {
  return useSyncExternalStore(connection.subscribe, () => connection.current);
}
