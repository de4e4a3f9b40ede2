import { useQuery } from '@tanstack/react-query';
import { host } from '../api/host';

export interface HealthCheck {
  status: string;
  description?: string | null;
  data?: Record<string, unknown>;
}

export interface Health {
  status: string;
  checks: Record<string, HealthCheck>;
}

/** What the health check of the application says; nothing when it has none that answers as JSON. */
export function useHealth() {
  return useQuery({
    queryKey: ['health'],
    enabled: host.health !== '',
    refetchInterval: 5000,
    retry: false,
    queryFn: async ({ signal }) => {
      const response = await fetch(host.health, { signal, credentials: 'same-origin' });
      const health = (await response.json()) as Partial<Health>;
      if (typeof health.status !== 'string' || typeof health.checks !== 'object')
        throw new Error('The health check does not answer as expected.');
      return health as Health;
    },
  });
}
