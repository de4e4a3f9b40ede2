import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useId, useRef, useState, type MouseEvent, type ReactNode, type UIEvent } from 'react';
import type { AuditEventSort, EventRowFragment, SortDirection } from '../generated/graphql';
import { useZone } from '../time/settings';
import type { Column } from './columns';
import { EventRow, type CellFilter } from './EventRow';
import classes from './EventTable.module.css';

const ROW = 28;
const NEAR_END = 40;
const OVERSCAN = 12;
// The same function each time: with another one, all rows would be measured anew.
const heightOf = () => ROW;

export interface Sorting {
  by: AuditEventSort;
  direction: SortDirection;
}

interface EventTableProps {
  rows: EventRowFragment[];
  columns: Column[];
  /** The id of the event that is marked. */
  selected?: string | null;
  withDate?: boolean;
  sorting?: Sorting;
  onSort?: (by: AuditEventSort) => void;
  onOpen: (row: EventRowFragment) => void;
  onFilter?: CellFilter;
  onNearEnd?: () => void;
  onScrolled?: (isAway: boolean) => void;
  /** Behind the last row. */
  end?: ReactNode;
  isOld?: boolean;
  label: string;
}

/** Any number of events; only what is in sight is laid out. */
export function EventTable({
  rows,
  columns,
  selected,
  withDate = false,
  sorting,
  onSort,
  onOpen,
  onFilter,
  onNearEnd,
  onScrolled,
  end,
  isOld,
  label,
}: EventTableProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const zone = useZone();
  const id = useId();
  const [hovered, setHovered] = useState<{ row: number; column: string } | null>(null);
  // eslint-disable-next-line react-hooks/incompatible-library -- its own state drives this component, and nothing else uses it.
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: heightOf,
    overscan: OVERSCAN,
  });
  const items = virtual.getVirtualItems();
  // A row that leaves makes room for one that comes, whose element it gives it: making elements costs more than changing their text.
  const slots = Math.ceil((virtual.scrollRect?.height ?? 0) / ROW) + 2 * OVERSCAN + 2;
  const last = items[items.length - 1]?.index ?? 0;
  const index = selected ? rows.findIndex((row) => row.id === selected) : -1;

  useEffect(() => {
    if (rows.length > 0 && last > rows.length - NEAR_END) onNearEnd?.();
  }, [last, rows.length, onNearEnd]);

  useEffect(() => {
    if (index >= 0) virtual.scrollToIndex(index, { align: 'auto' });
  }, [index, virtual]);

  const hover = useCallback((event: MouseEvent) => {
    const cell = (event.target as Element).closest<HTMLElement>('[data-column]');
    const row = cell?.closest<HTMLElement>('[data-index]');
    const next = cell && row ? { row: Number(row.dataset.index), column: cell.dataset.column! } : null;
    setHovered((known) => (known?.row === next?.row && known?.column === next?.column ? known : next));
  }, []);

  const widths = columns
    .map((column) =>
      column.id === 'time' && withDate ? '194px' : column.width ? `${column.width}px` : 'minmax(140px, 1fr)',
    )
    .join(' ');
  const least = columns.reduce((sum, column) => sum + (column.width ?? 180), withDate ? 78 : 0);

  return (
    <div
      ref={scroller}
      className={classes.scroller}
      data-old={isOld || undefined}
      onScroll={onScrolled && ((event: UIEvent<HTMLDivElement>) => onScrolled(event.currentTarget.scrollTop > ROW / 2))}
      onMouseOver={onFilter && hover}
      onMouseLeave={() => setHovered(null)}
    >
      <div
        className={classes.grid}
        tabIndex={0}
        role="grid"
        aria-label={label}
        aria-rowcount={rows.length + 1}
        aria-activedescendant={index >= 0 ? `${id}-${selected}` : undefined}
        aria-busy={isOld}
      >
        <div
          className={classes.head}
          role="row"
          aria-rowindex={1}
          style={{ gridTemplateColumns: widths, minWidth: least }}
        >
          {columns.map((column) => (
            <div
              key={column.id}
              role="columnheader"
              data-align={column.align}
              aria-sort={
                sorting && column.sort && sorting.by === column.sort
                  ? sorting.direction === 'DESC'
                    ? 'descending'
                    : 'ascending'
                  : undefined
              }
            >
              {column.sort && onSort ? (
                <button type="button" onClick={() => onSort(column.sort!)} tabIndex={-1}>
                  {column.title}
                  {sorting?.by === column.sort && (
                    <span aria-hidden="true">{sorting.direction === 'DESC' ? ' ↓' : ' ↑'}</span>
                  )}
                </button>
              ) : (
                column.title
              )}
            </div>
          ))}
        </div>
        <div className={classes.rows} role="rowgroup" style={{ height: virtual.getTotalSize(), minWidth: least }}>
          {items.map((item) => {
            const row = rows[item.index];
            return row ? (
              <EventRow
                key={item.index % slots}
                id={`${id}-${row.id}`}
                row={row}
                index={item.index}
                top={item.start}
                columns={columns}
                widths={widths}
                zone={zone}
                withDate={withDate}
                isSelected={item.index === index}
                hovered={hovered?.row === item.index ? hovered.column : null}
                onOpen={onOpen}
                onFilter={onFilter}
              />
            ) : null;
          })}
        </div>
      </div>
      {end}
    </div>
  );
}
