import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { WITHOUT_READS, namesReads } from './reads';
import { ReadsPill } from './ReadsPill';
import { parseTerms } from './terms';
import { useReads } from './useReads';

function View({ text = '', isLive = false }: { text?: string; isLive?: boolean }) {
  const reads = useReads(parseTerms(text), isLive);
  return (
    <>
      <ReadsPill reads={reads} />
      <output>{reads.areHidden ? 'hidden' : 'shown'}</output>
      <button type="button" onClick={() => reads.set(true)}>
        Hide
      </button>
    </>
  );
}

const state = () => screen.getByRole('status').textContent;

describe('readings of the log', () => {
  beforeEach(() => history.replaceState(null, '', '/events?q=x'));

  it('are left out with what went well only: what failed or was refused, and what was exported, stays', () =>
    expect(WITHOUT_READS).toEqual({
      not: {
        category: ['ACCESS'],
        action: { in: ['audit.read', 'audit.subscribe'] },
        outcome: ['SUCCEEDED', 'CANCELLED'],
      },
    }));

  it.each(['action:audit.read', 'action:db.select,audit.subscribe', 'ACTION:audit.*', 'action:*'])(
    'are asked for by %s',
    (text) => expect(namesReads(parseTerms(text))).toBe(true),
  );

  it.each([
    '',
    'audit.read',
    '-action:audit.read',
    'action:audit',
    'action:auditXread',
    'action:audit.export',
    'category:access',
  ])('are not asked for by %j', (text) => expect(namesReads(parseTerms(text))).toBe(false));

  it('are hidden until the pill is removed, which the address tells, and again when asked to', async () => {
    render(<View />);
    expect(state()).toBe('hidden');
    await userEvent.click(screen.getByRole('button', { name: 'Show reads of the log' }));
    expect(state()).toBe('shown');
    expect(location.search).toBe('?q=x&reads=1');
    await userEvent.click(screen.getByRole('button', { name: 'Hide' }));
    expect(state()).toBe('hidden');
    expect(location.search).toBe('?q=x');
  });

  it('are shown where the filter names them, without a pill that would say otherwise', () => {
    render(<View text="action:audit.read" />);
    expect(state()).toBe('shown');
    expect(screen.queryByText('reads of the log hidden')).toBeNull();
  });

  it('are never followed live, whatever the address says', () => {
    history.replaceState(null, '', '/events?reads=1');
    render(<View isLive />);
    expect(state()).toBe('hidden');
    expect(screen.getByText('reads of the log hidden')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Show reads of the log' })).toBeNull();
  });
});
