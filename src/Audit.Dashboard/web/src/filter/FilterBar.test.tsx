import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useEffect, useState } from 'react';
import { beforeEach, describe, expect, it } from 'vitest';
import { FilterBar } from './FilterBar';
import { parseTerms, printTerms, type Term } from './terms';

let shown = '';

function Bar({ text = '' }: { text?: string }) {
  const [terms, set] = useState<Term[]>(() => parseTerms(text));
  const printed = printTerms(terms);
  useEffect(() => {
    shown = printed;
  }, [printed]);
  return <FilterBar filter={{ text: printed, terms, set, toggle: () => undefined }} />;
}

const field = () => screen.getByRole('combobox', { name: 'Filter' });

describe('the filter bar', () => {
  beforeEach(() => {
    shown = '';
  });

  it('takes what is typed with Enter, as many conditions as there are', async () => {
    render(<Bar />);
    await userEvent.type(field(), 'actor:alice -table:orders{Enter}');
    expect(shown).toBe('actor:alice -table:orders');
    expect(field()).toHaveProperty('value', '');
  });

  it('suggests fields, then their values, which the arrows choose', async () => {
    render(<Bar />);
    await userEvent.type(field(), 'outc{ArrowDown}{Enter}fai{ArrowDown}{Enter}{Enter}');
    expect(shown).toBe('outcome:failed');
  });

  it('gives the last pill back for editing', async () => {
    render(<Bar text="actor:alice" />);
    await userEvent.type(field(), '{Backspace}');
    expect(field()).toHaveProperty('value', 'actor:alice');
    expect(shown).toBe('');
  });

  it('negates and removes a pill, and all of them', async () => {
    render(<Bar text="actor:alice risk>=high" />);
    await userEvent.click(screen.getByRole('button', { name: 'Exclude actor:alice' }));
    expect(shown).toBe('-actor:alice risk>=high');
    await userEvent.click(screen.getByRole('button', { name: 'Remove risk>=high' }));
    expect(shown).toBe('-actor:alice');
    await userEvent.click(screen.getByRole('button', { name: 'Remove all conditions' }));
    expect(shown).toBe('');
  });

  it('marks what it cannot read, and says why', () => {
    render(<Bar text="colour:red" />);
    expect(screen.getByText('There is no field “colour”.')).toBeTruthy();
  });
});
