import { useElementSize } from '@mantine/hooks';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import { useScheme } from '../app/useScheme';
import { formatCompact, formatCount, formatShort } from '../time/format';
import type { Range } from '../time/range';
import { useZone, type Zone } from '../time/settings';
import classes from './Histogram.module.css';
import { SERIES, type Stack } from './series';
import type { HistogramData } from './useHistogram';

interface HistogramProps {
  data: HistogramData;
  stack: Stack;
  height?: number;
  onZoom?: (range: Range) => void;
}

/** Bars over time from zero, stacked; dragging over them chooses a range. */
export function Histogram({ data, stack, height = 92, onZoom }: HistogramProps) {
  const { ref, width } = useElementSize();
  const place = useRef<HTMLDivElement>(null);
  const readout = useRef<HTMLDivElement>(null);
  const zoom = useRef(onZoom);
  const zone = useZone();
  const scheme = useScheme();
  useEffect(() => {
    zoom.current = onZoom;
  });

  useEffect(() => {
    if (!place.current || width < 40 || data.times.length === 0) return;
    const chart = new uPlot(
      optionsOf(data, stack, zone, width, height, zoom, readout.current),
      stacked(data),
      place.current,
    );
    return () => chart.destroy();
  }, [data, stack, zone, scheme, width, height]);

  const total = data.counts.flat().reduce((sum, count) => sum + count, 0);
  const bad = SERIES[stack]
    .map((series, index) => ({
      label: series.label,
      count: data.counts[index]?.reduce((sum, count) => sum + count, 0) ?? 0,
    }))
    .filter((series) => series.count > 0)
    .map((series) => `${formatCount(series.count)} ${series.label}`);
  return (
    <div ref={ref} className={classes.histogram}>
      <div
        ref={place}
        role="img"
        aria-label={`Events over time: ${formatCount(total)}${bad.length ? `; ${bad.join(', ')}` : ''}`}
        className={classes.chart}
        style={{ height }}
      />
      <div ref={readout} className={classes.readout} hidden aria-hidden="true" />
    </div>
  );
}

/** Each line holds its own counts and those below it; the highest is drawn first. */
function stacked({ times, counts }: HistogramData): uPlot.AlignedData {
  const sums = counts.map((line) => [...line]);
  for (let index = 1; index < sums.length; index++)
    sums[index] = sums[index]!.map((count, at) => count + sums[index - 1]![at]!);
  return [times, ...sums.toReversed()];
}

function optionsOf(
  data: HistogramData,
  stack: Stack,
  zone: Zone,
  width: number,
  height: number,
  zoom: { current?: (range: Range) => void },
  readout: HTMLDivElement | null,
): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(name).trim();
  const series = SERIES[stack].toReversed();
  const end = data.times[data.times.length - 1]! + data.width;
  const bars = uPlot.paths.bars!({ size: [0.86, 60], align: 1, gap: 0 });
  return {
    width,
    height,
    // The label of the last line of time is as wide as twice this.
    padding: [6, 20, 0, 0],
    legend: { show: false },
    tzDate: (seconds) => (zone === 'utc' ? uPlot.tzDate(new Date(seconds * 1000), 'UTC') : new Date(seconds * 1000)),
    cursor: {
      points: { show: false },
      y: false,
      drag: { x: !!zoom.current, y: false, setScale: false },
    },
    scales: { x: { time: true, range: [data.times[0]!, end] }, y: { range: (_, __, max) => [0, Math.max(max, 4)] } },
    axes: [
      {
        stroke: token('--dim'),
        grid: { show: false },
        ticks: { show: false },
        size: 24,
        gap: 6,
        font: `11px ${token('--font')}`,
        values: timeLabels(zone),
      },
      {
        stroke: token('--dim'),
        grid: { stroke: token('--chart-grid'), width: 1 },
        ticks: { show: false },
        size: 46,
        gap: 4,
        font: `11px ${token('--font')}`,
        splits: (_, __, ___, max) => [0, Math.round(max / 2), Math.round(max)],
        values: (_, splits) => splits.map(formatCompact),
      },
    ],
    series: [
      {},
      ...series.map((line) => ({
        label: line.label,
        fill: token(line.colour),
        width: 0,
        paths: bars,
        points: { show: false },
      })),
    ],
    hooks: {
      setSelect: [
        (chart) => {
          const from = chart.posToVal(chart.select.left, 'x');
          const to = chart.posToVal(chart.select.left + chart.select.width, 'x');
          if (chart.select.width > 4) zoom.current?.(snap(from, to, data));
          chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
      setCursor: [(chart) => tell(chart, data, stack, zone, readout)],
    },
  };
}

/** Whole buckets, so that what is chosen is what was seen. */
function snap(from: number, to: number, { times, width }: HistogramData): Range {
  const start = times[0]!;
  const first = Math.max(0, Math.floor((from - start) / width));
  const last = Math.min(times.length, Math.max(first + 1, Math.ceil((to - start) / width)));
  return {
    from: new Date((start + first * width) * 1000).toISOString(),
    to: new Date((start + last * width) * 1000).toISOString(),
  };
}

function timeLabels(zone: Zone) {
  return (_: uPlot, splits: number[], __: number, ___: number, step: number) =>
    splits.map((seconds, index) => {
      const [date, clock] = formatShort(new Date(seconds * 1000), zone).split(' ') as [string, string];
      const isMidnight = clock.startsWith('00:00') && clock.length === 5;
      if (step >= 86_400) return date.slice(5);
      return index > 0 && isMidnight ? date.slice(5) : clock;
    });
}

function tell(chart: uPlot, data: HistogramData, stack: Stack, zone: Zone, readout: HTMLDivElement | null): void {
  if (!readout) return;
  const left = chart.cursor.left ?? -1;
  const index = left < 0 ? -1 : Math.floor((chart.posToVal(left, 'x') - data.times[0]!) / data.width);
  readout.hidden = index < 0 || index >= data.times.length;
  if (readout.hidden) return;
  const lines = SERIES[stack]
    .map((series, at) => [series.label, data.counts[at]![index]!] as const)
    .filter(([, count]) => count > 0);
  const head = formatShort(new Date(data.times[index]! * 1000), zone);
  readout.replaceChildren(
    ...[head, ...lines.map(([label, count]) => `${formatCount(count)} ${label}`)].map((text) =>
      Object.assign(document.createElement('div'), { textContent: text }),
    ),
  );
  const isRight = left > chart.width * 0.7;
  readout.style.left = isRight ? '' : `${left + 62}px`;
  readout.style.right = isRight ? `${chart.width - left - 30}px` : '';
}
