import { Modal } from '@mantine/core';
import classes from './Help.module.css';

const KEYS: [string[], string][] = [
  [['⌘ K', 'Ctrl K'], 'Go to a view, an actor, an event; search'],
  [['/'], 'Filter'],
  [['j', '↓'], 'Next event'],
  [['k', '↑'], 'Event before'],
  [['Enter'], 'Open the event'],
  [['Esc'], 'Close what is open; end the zoom'],
  [['l'], 'Live, on and off'],
  [['r'], 'Up to now'],
  [
    ['g', 'then o e a n c v p x s'],
    'Overview, Events, Actors, Entities, Commands, Approvals, Pipeline, Exports, Settings',
  ],
  [['?'], 'This help'],
];

const SYNTAX: [string, string][] = [
  ['actor:alice', 'a field is a value'],
  ['actor:alice,bob', 'one of several values'],
  ['-table:orders', 'everything but this'],
  ['table:order*', 'any text for *'],
  ['risk>=high', 'at least; also > < <='],
  ['rows:100..5000', 'a range, both ends included'],
  ['duration>250ms', 'µs, ms, s, min'],
  ['outcome:failed destructive:true', 'both must hold'],
  ['attr.order:17', 'an attribute of its own'],
  ['drop carts', 'words anywhere in statement, error, command, key or actor'],
  ['"exact value"', 'quotes keep spaces and commas'],
];

export function Help({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title="Keys and syntax"
      size={720}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <div className={classes.columns}>
        <section>
          <h2>Keys</h2>
          <dl className={classes.list}>
            {KEYS.map(([keys, what]) => (
              <div key={what}>
                <dt>
                  {keys.map((key) => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
        </section>
        <section>
          <h2>Filters</h2>
          <dl className={classes.list} data-wide>
            {SYNTAX.map(([text, what]) => (
              <div key={text}>
                <dt>
                  <code>{text}</code>
                </dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </Modal>
  );
}
