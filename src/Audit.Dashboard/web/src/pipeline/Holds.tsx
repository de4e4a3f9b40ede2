import { Panel } from '../elements/Page';
import { Tag } from '../elements/Tag';
import { inertLine } from '../elements/text';
import type { StatisticsFieldsFragment } from '../generated/graphql';
import { Time } from '../time/Time';
import classes from './StatusList.module.css';

/** Why nothing is delivered until somebody acts, and what to do. */
export function Holds({ holds }: { holds: StatisticsFieldsFragment['holds'] }) {
  if (holds.length === 0) return null;
  return (
    <Panel title="Delivery is held" aside={<Tag tone="red">act</Tag>}>
      <div role="alert">
        <ul className={classes.holds}>
          {holds.map((hold) => (
            <li key={`${hold.source} ${hold.since}`}>
              <strong>{inertLine(hold.reason, 400)}</strong>
              <p>{inertLine(hold.remedy, 800)}</p>
              <p className="dim">
                {hold.source === 'OUTBOX' ? 'The outbox' : 'The pipeline'}, since <Time iso={hold.since} />
              </p>
            </li>
          ))}
        </ul>
      </div>
    </Panel>
  );
}
