import { Modal, useMantineColorScheme } from '@mantine/core';
import { useId, useMemo, useState, type KeyboardEvent } from 'react';
import { Icon, type IconName } from '../elements/Icon';
import { printValue } from '../filter/terms';
import { href, navigate } from '../routing/router';
import { setZone } from '../time/settings';
import { PAGES } from './pages';
import classes from './Palette.module.css';

interface Entry {
  icon: IconName;
  text: string;
  hint?: string;
  run: () => void;
}

interface PaletteProps {
  isOpen: boolean;
  onClose: () => void;
  onHelp: () => void;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const TRACE = /^[0-9a-f]{32}$/i;

/** What can be done with the text that was typed. */
function searches(text: string): Entry[] {
  const events = (q: string, reads?: boolean) => () => navigate(href('/events', { q, reads }));
  if (UUID.test(text))
    return [
      { icon: 'events', text: 'Open the event', hint: text, run: () => navigate(href('/events', { event: text })) },
    ];
  if (TRACE.test(text))
    return [{ icon: 'events', text: 'Events of the trace', hint: text, run: events(`trace:${text}`, true) }];
  return [
    { icon: 'search', text: 'Events with', hint: text, run: events(text) },
    { icon: 'actors', text: 'Actor', hint: text, run: () => navigate(href('/actors', { id: text })) },
    { icon: 'entities', text: 'Events of the table', hint: text, run: events(printValue('table', text)) },
  ];
}

export function Palette({ isOpen, onClose, onHelp }: PaletteProps) {
  return (
    <Modal.Root opened={isOpen} onClose={onClose} padding={0} size={560} yOffset="12vh" trapFocus>
      <Modal.Overlay />
      <Modal.Content aria-label="Go to">{isOpen && <PaletteList onClose={onClose} onHelp={onHelp} />}</Modal.Content>
    </Modal.Root>
  );
}

function PaletteList({ onClose, onHelp }: Omit<PaletteProps, 'isOpen'>) {
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const { setColorScheme } = useMantineColorScheme();
  const list = useId();

  const entries = useMemo(() => {
    const typed = text.trim();
    const known: Entry[] = [
      ...PAGES.map((page) => ({
        icon: page.icon,
        text: page.title,
        hint: `g ${page.key}`,
        run: () => navigate(href(page.path)),
      })),
      {
        icon: 'alert',
        text: 'Destructive events of the last day',
        run: () => navigate(href('/events', { q: 'destructive:true', last: '1d' })),
      },
      {
        icon: 'warning',
        text: 'Failed events of the last day',
        run: () => navigate(href('/events', { q: 'outcome:failed', last: '1d' })),
      },
      { icon: 'play', text: 'Live tail', run: () => navigate(href('/events', { live: true })) },
      { icon: 'sun', text: 'Appearance: light', run: () => setColorScheme('light') },
      { icon: 'moon', text: 'Appearance: dark', run: () => setColorScheme('dark') },
      { icon: 'auto', text: 'Appearance: as the system', run: () => setColorScheme('auto') },
      { icon: 'clock', text: 'Times in UTC', run: () => setZone('utc') },
      { icon: 'clock', text: 'Times of this place', run: () => setZone('local') },
      { icon: 'help', text: 'Keys and syntax', hint: '?', run: onHelp },
    ];
    const words = typed.toLowerCase().split(/\s+/);
    const fitting = known.filter((entry) => words.every((word) => entry.text.toLowerCase().includes(word)));
    return typed ? [...fitting, ...searches(typed)] : fitting;
  }, [text, setColorScheme, onHelp]);

  const choose = (entry: Entry | undefined) => {
    if (!entry) return;
    onClose();
    entry.run();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setActive((active + step + entries.length) % entries.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      choose(entries[active]);
    }
  };

  return (
    <>
      <input
        className={classes.input}
        autoFocus
        role="combobox"
        aria-label="Go to a view, or search"
        aria-expanded="true"
        aria-controls={list}
        aria-activedescendant={`${list}-${active}`}
        placeholder="Go to a view, an actor, an event, a trace, or search…"
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
      />
      <ul id={list} role="listbox" aria-label="Suggestions" className={classes.list}>
        {entries.map((entry, index) => (
          <li
            key={`${entry.text}${entry.hint ?? ''}`}
            id={`${list}-${index}`}
            role="option"
            aria-selected={index === active}
            className={classes.entry}
            onMouseMove={() => setActive(index)}
            onClick={() => choose(entry)}
          >
            <Icon name={entry.icon} />
            <span>{entry.text}</span>
            {entry.hint && <span className={classes.hint}>{entry.hint}</span>}
          </li>
        ))}
      </ul>
    </>
  );
}
