import { Inert } from '../elements/Inert';
import { Tag } from '../elements/Tag';
import type { EventDetailsFragment } from '../generated/graphql';
import classes from './Tables.module.css';

type Parameter = NonNullable<EventDetailsFragment['database']>['parameters'][number];

export function ParametersTab({ parameters }: { parameters: Parameter[] }) {
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Value</th>
        </tr>
      </thead>
      <tbody>
        {parameters.map((parameter) => (
          <tr key={parameter.name}>
            <th scope="row" className="mono">
              <Inert text={parameter.name} limit={200} />
            </th>
            <td className="mono">
              <Value text={parameter.value} isRedacted={parameter.redacted} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A value as it was recorded: kept back, absent, empty, or the text itself. */
export function Value({ text, isRedacted }: { text: string | null | undefined; isRedacted: boolean }) {
  if (isRedacted && (text === null || text === undefined))
    return <Tag title="Its value was never recorded">redacted</Tag>;
  if (text === null || text === undefined) return <span className="dim">null</span>;
  if (text === '') return <span className="dim">(empty)</span>;
  return <Inert text={text} limit={400} />;
}
