import { CopyButton } from '../elements/CopyButton';
import { Inert } from '../elements/Inert';
import type { EventDetailsFragment } from '../generated/graphql';
import classes from './SqlTab.module.css';

/** The event as the API gives it. */
export function RawTab({ event }: { event: EventDetailsFragment }) {
  const text = JSON.stringify(event, null, 2);
  return (
    <div>
      <div className={classes.tools}>
        <span className="dim">As the API gives it</span>
        <CopyButton text={text} label="Copy as JSON" />
      </div>
      <pre className={classes.plain}>
        <Inert text={text} />
      </pre>
    </div>
  );
}
