import { useId, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { Icon } from '../elements/Icon';
import { inertLine } from '../elements/text';
import classes from './FilterBar.module.css';
import { suggest } from './suggest';
import { parseTerms, printTerm, type Term } from './terms';
import { problemOf } from './toFilter';
import type { Terms } from './useTerms';

/** The conditions as pills, behind those that the view has by itself, and a field for more. What is typed counts with Enter; a pill is edited by a click. */
export function FilterBar({ filter, implied }: { filter: Terms; implied?: ReactNode }) {
  const [typed, setTyped] = useState('');
  const [isFocused, setFocused] = useState(false);
  const [active, setActive] = useState(-1);
  const field = useRef<HTMLInputElement>(null);
  const list = useId();
  const suggestions = useMemo(() => (isFocused ? suggest(typed) : []), [typed, isFocused]);
  const isOpen = suggestions.length > 0;

  const type = (text: string) => {
    setTyped(text);
    setActive(-1);
  };

  const take = (suggestion: string) => {
    type(typed.replace(/\S*$/, '') + suggestion);
    field.current?.focus();
  };

  const apply = () => {
    const added = parseTerms(typed);
    if (added.length > 0) filter.set([...filter.terms, ...added]);
    type('');
  };

  const edit = (index: number) => {
    type(printTerm(filter.terms[index]!));
    filter.set(filter.terms.filter((_, at) => at !== index));
    field.current?.focus();
  };

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && isOpen) {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setActive(
        (active + step + suggestions.length + 1) % (suggestions.length + 1) === suggestions.length
          ? -1
          : (active + step + suggestions.length) % suggestions.length,
      );
    } else if ((event.key === 'Enter' || event.key === 'Tab') && active >= 0) {
      event.preventDefault();
      take(suggestions[active]!.text);
    } else if (event.key === 'Enter') {
      apply();
    } else if (event.key === 'Backspace' && typed === '' && filter.terms.length > 0) {
      event.preventDefault();
      edit(filter.terms.length - 1);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      if (typed) type('');
      else field.current?.blur();
    }
  };

  return (
    <div
      className={classes.bar}
      data-focused={isFocused || undefined}
      onClick={(event) => event.target === event.currentTarget && field.current?.focus()}
    >
      <Icon name="search" size={14} />
      {implied}
      {filter.terms.map((term, index) => (
        <Pill
          key={`${index}${printTerm(term)}`}
          term={term}
          onEdit={() => edit(index)}
          onRemove={() => filter.set(filter.terms.filter((_, at) => at !== index))}
          onNegate={() =>
            filter.set(
              filter.terms.map((other, at) => (at === index ? { ...other, isNegated: !other.isNegated } : other)),
            )
          }
        />
      ))}
      <div className={classes.entry}>
        <input
          ref={field}
          data-filter-field
          className={classes.input}
          role="combobox"
          aria-label="Filter"
          aria-expanded={isOpen}
          aria-controls={list}
          aria-activedescendant={active >= 0 ? `${list}-${active}` : undefined}
          placeholder={filter.terms.length > 0 ? 'and…' : 'Filter: actor:alice -table:orders risk>=high words'}
          value={typed}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => type(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          onFocus={() => setFocused(true)}
          onBlur={() => setFocused(false)}
        />
        {isOpen && (
          <ul id={list} role="listbox" aria-label="Fields and values" className={classes.suggestions}>
            {suggestions.map((suggestion, index) => (
              <li
                key={suggestion.text}
                id={`${list}-${index}`}
                role="option"
                aria-selected={index === active}
                onMouseDown={(event) => {
                  event.preventDefault();
                  take(suggestion.text);
                }}
              >
                <code>{suggestion.text}</code>
                <span>{suggestion.hint}</span>
              </li>
            ))}
          </ul>
        )}
      </div>
      {filter.terms.length > 0 && (
        <button
          type="button"
          className={classes.clear}
          onClick={() => filter.set([])}
          aria-label="Remove all conditions"
          title="Remove all conditions"
        >
          <Icon name="close" size={13} />
        </button>
      )}
    </div>
  );
}

interface PillProps {
  term: Term;
  onEdit: () => void;
  onRemove: () => void;
  onNegate: () => void;
}

function Pill({ term, onEdit, onRemove, onNegate }: PillProps) {
  const problem = problemOf(term);
  const text = printTerm(term);
  return (
    <span
      className={classes.pill}
      data-negated={term.isNegated || undefined}
      data-wrong={!!problem || undefined}
      title={problem ?? `${text}: edit`}
    >
      <button
        type="button"
        className={classes.sign}
        onClick={onNegate}
        aria-label={term.isNegated ? `Include ${inertLine(text, 60)}` : `Exclude ${inertLine(text, 60)}`}
      >
        <Icon name={term.isNegated ? 'minus' : 'plus'} size={10} />
      </button>
      <button type="button" className={classes.text} onClick={onEdit}>
        {term.field && (
          <span className={classes.field}>
            {term.field}
            {term.op}
          </span>
        )}
        {term.values.map((value) => (value === '' ? '(none)' : inertLine(value, 40))).join(', ')}
      </button>
      <button type="button" className={classes.remove} onClick={onRemove} aria-label={`Remove ${inertLine(text, 60)}`}>
        <Icon name="close" size={10} />
      </button>
      {problem && <span className="visually-hidden">{problem}</span>}
    </span>
  );
}
