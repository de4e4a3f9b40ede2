import { useMemo } from 'react';
import { useApi } from '../api/queries';
import { EventsHistogramDocument, type AuditEventFilter } from '../generated/graphql';
import { bucketSeconds, type Range } from '../time/range';
import { SERIES, type Stack } from './series';

export interface HistogramData {
  /** The start of each bucket, in seconds since 1970. */
  times: number[];
  /** The counts of each series, in the order of the series. */
  counts: number[][];
  width: number;
}

/** How many events there were over time, by outcome or risk. */
export function useHistogram(filter: AuditEventFilter, range: Range, stack: Stack) {
  const width = bucketSeconds(range);
  const query = useApi(
    EventsHistogramDocument,
    { filter, by: ['TIME', stack === 'risk' ? 'RISK' : 'OUTCOME'], bucket: `PT${width}S` },
    { keep: true },
  );
  const rows = query.data?.aggregate.rows;
  const data = useMemo<HistogramData>(() => {
    const first = Math.floor(Date.parse(range.from) / 1000 / width) * width;
    const end = Date.parse(range.to) / 1000;
    const times: number[] = [];
    for (let time = first; time < end; time += width) times.push(time);
    const series = SERIES[stack];
    const counts = series.map(() => new Array<number>(times.length).fill(0));
    for (const row of rows ?? []) {
      // Wide buckets begin where the server says: weeks on Mondays.
      const index = Math.max(0, Math.floor((Date.parse(row.key[0]?.value ?? '') / 1000 - first) / width));
      const line = Math.max(
        0,
        series.findIndex((known) => known.value === row.key[1]?.value),
      );
      if (counts[line]![index] !== undefined) counts[line]![index] += row.metrics[0]?.value ?? 0;
    }
    return { times, counts, width };
  }, [rows, range.from, range.to, width, stack]);
  return { ...query, histogram: data };
}
