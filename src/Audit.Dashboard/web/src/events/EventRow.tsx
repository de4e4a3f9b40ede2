import { memo, type ReactNode } from 'react';
import type { EventRowFragment } from '../generated/graphql';
import { FilterButtons } from '../elements/FilterButtons';
import { OutcomeMark, RiskTag } from '../elements/Tag';
import { inertLine } from '../elements/text';
import { formatDate, formatFull, formatTime } from '../time/format';
import type { Zone } from '../time/settings';
import type { Column } from './columns';
import classes from './EventTable.module.css';

export type CellFilter = (field: string, value: string, isNegated: boolean) => void;

interface EventRowProps {
  id: string;
  row: EventRowFragment;
  index: number;
  top: number;
  columns: Column[];
  widths: string;
  zone: Zone;
  withDate: boolean;
  isSelected: boolean;
  /** The column that the pointer is on. */
  hovered: string | null;
  onOpen: (row: EventRowFragment) => void;
  onFilter?: CellFilter;
}

function toneOf(row: EventRowFragment): string | undefined {
  if (row.risk === 'CRITICAL' || row.risk === 'HIGH') return 'risk';
  if (row.outcome === 'FAILED') return 'failed';
  if (row.outcome === 'BLOCKED') return 'blocked';
  return undefined;
}

export const EventRow = memo(function EventRow({
  id,
  row,
  index,
  top,
  columns,
  widths,
  zone,
  withDate,
  isSelected,
  hovered,
  onOpen,
  onFilter,
}: EventRowProps) {
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      data-index={index}
      data-tone={toneOf(row)}
      className={classes.row}
      style={{ transform: `translateY(${top}px)`, gridTemplateColumns: widths }}
      onClick={() => onOpen(row)}
    >
      {columns.map((column) => (
        <div
          key={column.id}
          role="gridcell"
          title={column.id === 'time' && hovered === 'time' ? formatFull(row.occurredAt, zone) : undefined}
          data-column={column.id}
          data-align={column.align}
          data-mono={column.mono || undefined}
        >
          {contentOf(row, column, zone, withDate)}
          {hovered === column.id && onFilter && <CellActions row={row} column={column} onFilter={onFilter} />}
        </div>
      ))}
    </div>
  );
});

/** Mostly a text alone: there are hundreds of cells, and while someone scrolls each is another one in every frame. */
function contentOf(row: EventRowFragment, column: Column, zone: Zone, withDate: boolean): ReactNode {
  switch (column.id) {
    case 'time': {
      const time = formatTime(row.occurredAt, zone);
      return withDate ? `${formatDate(row.occurredAt, zone)} ${time}` : time;
    }
    case 'outcome':
      return <OutcomeMark outcome={row.outcome} />;
    case 'risk':
      return row.risk === 'NONE' ? '–' : <RiskTag risk={row.risk} />;
    default:
      return inertLine(column.text(row), 300);
  }
}

function CellActions({ row, column, onFilter }: { row: EventRowFragment; column: Column; onFilter: CellFilter }) {
  const value = column.value?.(row);
  if (!value) return null;
  return (
    <span className={classes.actions} onClick={(event) => event.stopPropagation()}>
      <FilterButtons
        value={value.value}
        tabIndex={-1}
        onFilter={(isNegated) => onFilter(value.field, value.value, isNegated)}
      />
    </span>
  );
}
