import { ActionIcon, Button, NativeSelect, Tooltip } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useCallback, useMemo, useState } from 'react';
import { useKeys } from '../app/keys';
import { CopyButton } from '../elements/CopyButton';
import { Icon } from '../elements/Icon';
import { Page } from '../elements/Page';
import { ErrorMessage } from '../elements/States';
import { StartExport } from '../exports/StartExport';
import { FilterBar } from '../filter/FilterBar';
import { WITHOUT_READS } from '../filter/reads';
import { ReadsPill } from '../filter/ReadsPill';
import { toFilter } from '../filter/toFilter';
import { useReads } from '../filter/useReads';
import { useTerms } from '../filter/useTerms';
import type { AuditEventSort, EventRowFragment } from '../generated/graphql';
import { href, useParams, withParams } from '../routing/router';
import { RangePicker } from '../time/RangePicker';
import { lastRange, rangeSeconds, spanLabel, type Range } from '../time/range';
import { useRange } from '../time/useRange';
import { ColumnMenu } from './ColumnMenu';
import { columnsOf } from './columns';
import { End } from './End';
import { EventCount } from './EventCount';
import classes from './EventsPage.module.css';
import { EventTable } from './EventTable';
import { Facets } from './Facets';
import { Histogram } from './Histogram';
import { LiveBar } from './LiveBar';
import type { Stack } from './series';
import { useEventPages } from './useEventPages';
import { useHistogram } from './useHistogram';
import { useLive } from './useLive';

const DAY = 86_400;

/** The explorer: filter, values, histogram and table over the same events. */
export function EventsPage() {
  const [search, change] = useParams();
  const [range, setRange] = useRange();
  const terms = useTerms();
  const isNarrow = useMediaQuery('(max-width: 760px)', window.innerWidth <= 760);
  const [wantsFacets, setFacets] = useState<boolean | null>(null);
  const isFacets = wantsFacets ?? !isNarrow;
  const isLive = search.get('live') === '1';
  const reads = useReads(terms.terms, isLive);
  const conditions = useMemo(
    () => ({ ...toFilter(terms.terms), ...(reads.areHidden && WITHOUT_READS) }),
    [terms.terms, reads.areHidden],
  );
  const opened = search.get('event')?.split(',').pop() ?? null;
  const [marked, setMarked] = useState<string | null>(null);
  const selected = opened ?? marked;
  const live = useLive(conditions, range, isLive, selected !== null);

  const shownRange = live.range;
  const filter = useMemo(
    () => ({ ...conditions, from: shownRange.from, to: shownRange.to }),
    [conditions, shownRange.from, shownRange.to],
  );
  const tableFilter = useMemo(
    () => ({ ...conditions, from: live.base.from, to: live.base.to }),
    [conditions, live.base.from, live.base.to],
  );
  const by = isLive ? 'OCCURRED_AT' : ((search.get('sort') as AuditEventSort | null) ?? 'OCCURRED_AT');
  const direction = !isLive && search.get('dir') === 'asc' ? 'ASC' : 'DESC';
  const pages = useEventPages(tableFilter, by, direction);
  const stack: Stack = search.get('stack') === 'risk' ? 'risk' : 'outcome';
  const histogram = useHistogram(filter, shownRange, stack);
  const columns = useMemo(() => columnsOf(search.get('cols')), [search]);
  const rows = useMemo(() => live.merge(pages.rows), [live, pages.rows]);

  const setLive = (isOn: boolean) => {
    setMarked(null);
    if (isOn) change({ live: true, event: null, tab: null });
    else change({ ...lastRange(range.last ?? '1h'), live: null });
  };
  const zoomedFrom = search.get('zoom');
  const zoom = useCallback(
    (next: Range) =>
      change({
        from: next.from,
        to: next.to,
        last: null,
        live: null,
        zoom: zoomedFrom ?? [range.from, range.to, range.last ?? ''].join(','),
      }),
    [change, range, zoomedFrom],
  );
  const unzoom = () => {
    const [from, to, last] = (zoomedFrom ?? '').split(',');
    change({ from, to, last, zoom: null });
  };
  const open = useCallback(
    (row: EventRowFragment) => change({ event: row.id }, { replace: !!opened }),
    [change, opened],
  );
  const filterCell = useCallback(
    (field: string, value: string, isNegated: boolean) => terms.toggle(field, value, isNegated),
    [terms],
  );
  const sort = (column: AuditEventSort) =>
    change({
      sort: column === 'OCCURRED_AT' ? null : column,
      dir: by === column && direction === 'DESC' ? 'asc' : null,
    });
  const step = (by: 1 | -1) => {
    const at = rows.findIndex((row) => row.id === selected);
    const next = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))];
    if (!next) return;
    if (opened) open(next);
    else setMarked(next.id);
  };
  const next = (event: KeyboardEvent) => (event.preventDefault(), step(1));
  const previous = (event: KeyboardEvent) => (event.preventDefault(), step(-1));

  useKeys({
    j: next,
    ArrowDown: next,
    k: previous,
    ArrowUp: previous,
    Enter: (event) => {
      const row = rows.find((known) => known.id === marked);
      if (!row || (event.target instanceof Element && event.target.closest('button, a'))) return;
      event.preventDefault();
      open(row);
    },
    Escape: () => {
      if (opened) change({ event: null, tab: null });
      else if (marked) setMarked(null);
      else if (zoomedFrom) unzoom();
    },
    l: () => setLive(!isLive),
    r: () => !isLive && setRange(lastRange(range.last ?? '1h')),
  });

  return (
    <Page
      fixed
      title="Events"
      actions={
        <>
          <RangePicker
            range={range}
            onChange={(chosen) =>
              change({ from: chosen.from, to: chosen.to, last: chosen.last, zoom: null, live: null })
            }
          />
          <Button
            variant={isLive ? 'filled' : 'default'}
            h={30}
            onClick={() => setLive(!isLive)}
            aria-pressed={isLive}
            leftSection={<Icon name={isLive ? 'pause' : 'play'} size={12} />}
          >
            Live
          </Button>
          <StartExport filter={filter} />
          <CopyButton
            icon="link"
            label="Copy a link to exactly this"
            text={() =>
              new URL(
                href(
                  '/events',
                  withParams(search, { last: null, live: null, from: shownRange.from, to: shownRange.to }),
                ),
                location.origin,
              ).href
            }
          />
        </>
      }
    >
      <div className={classes.filters}>
        <Tooltip label={isFacets ? 'Hide values' : 'Show values'}>
          <ActionIcon
            variant="default"
            size={30}
            aria-label="Values"
            aria-pressed={isFacets}
            onClick={() => setFacets(!isFacets)}
          >
            <Icon name="filter" />
          </ActionIcon>
        </Tooltip>
        <FilterBar filter={terms} implied={<ReadsPill reads={reads} />} />
        <ColumnMenu value={search.get('cols')} onChange={(cols) => change({ cols }, { replace: true })} />
      </div>
      <div className={classes.body}>
        {isFacets && <Facets filter={filter} terms={terms} />}
        <div className={classes.main}>
          <div className={classes.over}>
            {histogram.error && !histogram.data ? (
              <p className={classes.noChart}>The histogram could not be loaded.</p>
            ) : (
              <Histogram data={histogram.histogram} stack={stack} onZoom={zoom} />
            )}
          </div>
          <div className={classes.status}>
            <EventCount filter={filter} isKept={isLive} />
            {!reads.areHidden && reads.canChange && (
              <button type="button" className={classes.link} onClick={() => reads.set(true)}>
                Hide reads of the log
              </button>
            )}
            {zoomedFrom && (
              <button type="button" className={classes.link} onClick={unzoom}>
                Zoomed; back <kbd>Esc</kbd>
              </button>
            )}
            {isLive && (
              <LiveBar
                live={live}
                isSelected={selected !== null}
                onResume={() => {
                  setMarked(null);
                  change({ event: null, tab: null });
                }}
              />
            )}
            <NativeSelect
              className={classes.stack}
              aria-label="Colours of the histogram"
              value={stack}
              onChange={(event) =>
                change({ stack: event.currentTarget.value === 'risk' ? 'risk' : null }, { replace: true })
              }
              data={[
                { value: 'outcome', label: 'by outcome' },
                { value: 'risk', label: 'by risk' },
              ]}
            />
          </div>
          {pages.error && rows.length === 0 ? (
            <ErrorMessage error={pages.error} onRetry={pages.retry} />
          ) : (
            <EventTable
              key={isLive ? `live${live.resumed}` : 'still'}
              label="Events"
              rows={rows}
              columns={columns}
              selected={selected}
              withDate={rangeSeconds(shownRange) > DAY / 2}
              sorting={{ by, direction }}
              onSort={isLive ? undefined : sort}
              onOpen={open}
              onFilter={filterCell}
              onNearEnd={pages.more}
              onScrolled={isLive ? live.setScrolled : undefined}
              isOld={pages.isOld && !isLive}
              end={
                <End
                  pages={pages}
                  count={rows.length}
                  isLive={isLive}
                  span={range.last ? spanLabel(range.last) : undefined}
                  onWiden={(span) => setRange(lastRange(span))}
                  hasTerms={terms.terms.length > 0}
                  onClear={() => terms.set([])}
                  onShowReads={reads.areHidden && reads.canChange ? () => reads.set(false) : undefined}
                />
              }
            />
          )}
        </div>
      </div>
    </Page>
  );
}
