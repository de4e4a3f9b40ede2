import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { expect, it } from 'vitest';
import { Tabs } from './Tabs';

function Two() {
  const [value, setValue] = useState('a');
  return (
    <Tabs
      label="Two"
      value={value}
      onChange={setValue}
      tabs={[
        { id: 'a', title: 'First' },
        { id: 'b', title: 'Second' },
      ]}
    >
      {value === 'a' ? 'one' : 'two'}
    </Tabs>
  );
}

it('moves between panels by arrows, and is one stop for the tab key', async () => {
  render(<Two />);
  await userEvent.tab();
  await userEvent.keyboard('{ArrowRight}');
  expect(screen.getByRole('tabpanel', { name: 'Second' }).textContent).toBe('two');
  expect(document.activeElement).toBe(screen.getByRole('tab', { name: 'Second' }));
  await userEvent.keyboard('{ArrowRight}');
  expect(screen.getByRole('tab', { name: 'First' }).getAttribute('aria-selected')).toBe('true');
});
