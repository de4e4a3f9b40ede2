import type { ReactNode } from 'react';
import { CopyButton } from '../elements/CopyButton';
import { FilterButtons } from '../elements/FilterButtons';
import { Inert } from '../elements/Inert';
import { parseTerms, printTerms, toggleValue } from '../filter/terms';
import { currentPlace, href, navigate, withParams } from '../routing/router';
import classes from './Facts.module.css';

export function Facts({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.facts}>
      <h3>{title}</h3>
      <dl>{children}</dl>
    </section>
  );
}

interface FactProps {
  name: string;
  value: string | null | undefined;
  /** The filter's name for it. */
  field?: string;
  /** What the filter compares with, where it is not what is shown. */
  filterValue?: string;
  isMono?: boolean;
  children?: ReactNode;
}

/** Adds to the filter of the view, or opens the events with it. */
function narrow(field: string, value: string, isNegated: boolean): void {
  const { path, search } = currentPlace();
  const base = path === '/events' ? search : new URLSearchParams();
  const terms = toggleValue(parseTerms(base.get('q') ?? ''), field, value, isNegated);
  navigate(href('/events', withParams(base, { q: printTerms(terms) })));
}

/** A name and its value; nothing when there is none. */
export function Fact({ name, value, field, filterValue, isMono, children }: FactProps) {
  if (value === null || value === undefined || value === '') return null;
  const compared = filterValue ?? value;
  return (
    <div className={classes.fact}>
      <dt>{name}</dt>
      <dd className={isMono ? 'mono' : undefined}>
        <span className={classes.value}>{children ?? <Inert text={value} limit={600} />}</span>
        <span className={classes.actions}>
          {field && <FilterButtons value={compared} onFilter={(isNegated) => narrow(field, compared, isNegated)} />}
          <CopyButton text={value} label={`Copy ${name.toLowerCase() || 'it'}`} />
        </span>
      </dd>
    </div>
  );
}
