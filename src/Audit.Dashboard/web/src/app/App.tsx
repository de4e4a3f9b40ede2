import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { request } from '../api/client';
import { connection } from '../api/connection';
import { host } from '../api/host';
import { createQueryClient } from '../api/queries';
import { MeDocument } from '../generated/graphql';
import { ErrorBoundary } from './ErrorBoundary';
import { Shell } from './Shell';
import { cssVariables, theme } from './theme';

export function App() {
  const [queries] = useState(createQueryClient);
  useEffect(() => {
    connection.watch(
      () => request(MeDocument, {}),
      () => void queries.invalidateQueries(),
    );
  }, [queries]);

  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      getStyleNonce={() => host.nonce}
    >
      <QueryClientProvider client={queries}>
        <ErrorBoundary>
          <Shell />
        </ErrorBoundary>
      </QueryClientProvider>
    </MantineProvider>
  );
}
