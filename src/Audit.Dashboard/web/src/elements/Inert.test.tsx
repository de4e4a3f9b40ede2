import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { Inert } from './Inert';
import { inert, inertLine } from './text';

describe('text written by others', () => {
  it('shows what would not be seen', () => {
    expect(inert('a\u0000b\u001b[31m\u202Ec\u200Bd\u007f')).toBe('a␀b␛[31m⟨U+202E⟩c⟨U+200B⟩d␡');
    expect(inert('line\n\ttab')).toBe('line\n\ttab');
  });

  it('is one line, and no longer than asked', () => {
    expect(inertLine('a\n  b\tc')).toBe('a b c');
    expect(inertLine('x'.repeat(100_000), 10)).toBe('xxxxxxxxxx…');
  });

  it('is never markup', () => {
    const { container } = render(<Inert text={'<img src=x onerror=alert(1)><script>alert(2)</script>'} />);
    expect(container.querySelector('img, script')).toBeNull();
    expect(container.textContent).toBe('<img src=x onerror=alert(1)><script>alert(2)</script>');
  });

  it('is cut, and says how much there is besides', async () => {
    render(<Inert text={'y'.repeat(25_000)} limit={1000} />);
    expect(screen.getByText(/24,000 more characters/)).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Show 20,000 more' }));
    expect(screen.getByText(/4,000 more characters/)).toBeTruthy();
  });
});
