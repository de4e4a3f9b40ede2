import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { subscribe } from '../api/live';
import { keyOf, useApi } from '../api/queries';
import { StatisticsChangedDocument, StatisticsDocument, type StatisticsQuery } from '../generated/graphql';

const POLL_EVERY = 10_000;

/** The state of the pipeline: sent by the server, or asked for where it does not send. */
export function useStatistics() {
  const queries = useQueryClient();
  const [isPushed, setPushed] = useState(false);
  const query = useApi(StatisticsDocument, {}, { every: isPushed ? undefined : POLL_EVERY });
  const isServed = query.data !== undefined;

  useEffect(() => {
    if (!isServed) return;
    return subscribe(
      StatisticsChangedDocument,
      {},
      {
        next: (data) =>
          void queries.setQueryData<StatisticsQuery>(keyOf(StatisticsDocument, {}), {
            statistics: data.statisticsChanged,
          }),
        connected: setPushed,
        refused: () => setPushed(false),
      },
    );
  }, [isServed, queries]);

  return query;
}
