import { inertLine } from '../elements/text';
import { Link } from '../routing/Link';
import type { Params } from '../routing/router';

interface ActorLinkProps {
  id: string;
  /** As the API writes it in groups: `api_key`. */
  type: string;
  /** The range that the number beside it is about. */
  range: Params;
}

/** Who it was, leading to all they did; of whom nothing is known but that nobody was signed in, to the events. */
export function ActorLink({ id, type, range }: ActorLinkProps) {
  return (
    <>
      {id ? (
        <Link to="/actors" params={{ id, type, ...range }}>
          {inertLine(id, 80)}
        </Link>
      ) : (
        <Link to="/events" params={{ q: `actorType:${type}`, ...range }}>
          nobody signed in
        </Link>
      )}{' '}
      <span className="dim">{inertLine(type.replace('_', ' '), 40)}</span>
    </>
  );
}
