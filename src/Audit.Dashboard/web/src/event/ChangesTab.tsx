import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import { Inert } from '../elements/Inert';
import type { EventDetailsFragment } from '../generated/graphql';
import { Value } from './ParametersTab';
import classes from './Tables.module.css';

export type Change = NonNullable<EventDetailsFragment['entity']>['changes'][number];

/** What each property was before and after; thousands of them as easily as a few. */
export function ChangesTab({ changes }: { changes: Change[] }) {
  const scroller = useRef<HTMLDivElement>(null);
  // eslint-disable-next-line react-hooks/incompatible-library -- its own state drives this component, and nothing else uses it.
  const virtual = useVirtualizer({
    count: changes.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 30,
    overscan: 12,
  });
  return (
    <div
      ref={scroller}
      className={classes.changes}
      role="table"
      aria-label="Changes"
      aria-rowcount={changes.length + 1}
      tabIndex={0}
    >
      <div role="rowgroup" className={classes.changesHead}>
        <div role="row" style={{ display: 'contents' }} aria-rowindex={1}>
          <span role="columnheader">Property</span>
          <span role="columnheader">Before</span>
          <span role="columnheader">After</span>
        </div>
      </div>
      <div role="rowgroup" className={classes.body} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const change = changes[item.index]!;
          return (
            <div
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              role="row"
              aria-rowindex={item.index + 2}
              className={classes.change}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <span role="cell">
                <Inert text={change.property} limit={200} />
              </span>
              <span role="cell" className={`mono ${change.before === null ? '' : classes.before}`}>
                <Value text={change.before} isRedacted={change.redacted} />
              </span>
              <span role="cell" className={`mono ${change.after === null ? '' : classes.after}`}>
                <Value text={change.after} isRedacted={change.redacted} />
              </span>
            </div>
          );
        })}
      </div>
    </div>
  );
}
