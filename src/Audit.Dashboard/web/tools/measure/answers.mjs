/** Runs in the page before anything of it: answers the API from memory. */
export function answerInThePage(rows) {
  const pad = (value, width) => String(value).padStart(width, '0');
  const now = Date.now();
  const event = (index, time) => ({
    id: `00000000-0000-7000-8000-${pad(index, 12)}`,
    occurredAt: new Date(time).toISOString(),
    category: 'DATABASE',
    action: 'db.update',
    outcome: index % 37 ? 'SUCCEEDED' : 'FAILED',
    risk: index % 501 ? 'NONE' : 'CRITICAL',
    destructive: index % 501 === 0,
    durationMicroseconds: 100 + (index % 5000),
    error: null,
    errorCode: null,
    application: 'Shop',
    environment: 'Production',
    actor: { type: 'USER', id: `user-${index % 300}`, name: null, tenantId: null },
    client: { ip: '203.0.113.9', sessionId: 'a1', apiKeyId: null },
    correlation: {
      traceId: pad(index, 32),
      httpMethod: 'PUT',
      httpRoute: '/orders/{id}',
      transactionId: null,
      transactionOutcome: null,
    },
    database: {
      system: 'postgresql',
      database: 'shop',
      operations: ['UPDATE'],
      tablesRead: [],
      tablesWritten: ['public.orders'],
      statement: `UPDATE "orders" SET "total" = @p0 WHERE "id" = @p1 -- ${index}`,
      rowsAffected: 1,
      rowsRead: null,
      source: 'LINQ',
      destructiveReasons: [],
    },
    entity: null,
    command: null,
  });
  const answers = {
    EventsPage: () => ({
      auditEvents: {
        nodes: Array.from({ length: rows }, (_, index) => event(rows - index, now - index * 5)),
        pageInfo: { hasNextPage: false, endCursor: null },
      },
    }),
    EventsCount: () => ({ auditEvents: { totalCount: rows } }),
    EventsHistogram: () => ({ aggregate: { rows: [] } }),
    EventsFacets: (variables) => ({
      facets: variables.dimensions.map((dimension) => ({
        dimension,
        values: Array.from({ length: 50 }, (_, index) => ({ value: `value-${index}`, count: 1000 - index })),
        otherCount: 0,
      })),
    }),
    Me: () => ({ me: { id: 'a', name: 'a', roles: ['Admin'], tenantId: null, showsPersonalData: true } }),
    PendingApprovals: () => ({ me: { id: 'a', roles: [] }, pendingApprovals: [] }),
  };
  const honest = window.fetch;
  window.fetch = async (input, options) => {
    if (typeof options?.body !== 'string') return honest(input, options);
    const { query, variables } = JSON.parse(options.body);
    const data = answers[/(?:query|mutation) (\w+)/.exec(query)?.[1]]?.(variables) ?? {};
    const text = JSON.stringify({ data });
    return new Response(text, { status: 200 });
  };
  window.WebSocket = class extends EventTarget {
    static OPEN = 1;
    readyState = 1;
    protocol = 'graphql-transport-ws';
    constructor() {
      super();
      setTimeout(() => this.onopen?.({}));
    }
    send(text) {
      const message = JSON.parse(text);
      const reply = (body) => this.onmessage?.({ data: JSON.stringify(body) });
      if (message.type === 'connection_init') setTimeout(() => reply({ type: 'connection_ack' }));
      if (message.type === 'ping') reply({ type: 'pong' });
      if (message.type !== 'subscribe') return;
      let next = rows + 1;
      this.timer = setInterval(() => {
        for (let sent = 0; sent < 10; sent++)
          reply({ id: message.id, type: 'next', payload: { data: { auditEventAdded: event(next++, Date.now()) } } });
      }, 50);
    }
    close() {
      clearInterval(this.timer);
    }
  };
}
