import { TextInput } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useApi } from '../api/queries';
import { Page, Panel } from '../elements/Page';
import { Ranking } from '../elements/Ranking';
import { ErrorMessage, Loading, Message } from '../elements/States';
import { ActorsDocument, type AuditEventFilter } from '../generated/graphql';
import { useParams } from '../routing/router';
import { formatCompact } from '../time/format';
import { RangePicker } from '../time/RangePicker';
import { useRange } from '../time/useRange';
import { ActorLink } from './ActorLink';
import { ActorPage } from './ActorPage';

/** Who did something, or one of them. */
export function ActorsPage() {
  const [search] = useParams();
  const id = search.get('id');
  return id ? <ActorPage key={id} id={id} type={search.get('type')} /> : <ActorList />;
}

function ActorList() {
  const [range, setRange] = useRange('1d');
  const [wanted, setWanted] = useState('');
  const filter = useMemo<AuditEventFilter>(
    () => ({ from: range.from, to: range.to, ...(wanted.trim() && { actorId: { contains: wanted.trim() } }) }),
    [range, wanted],
  );
  const query = useApi(ActorsDocument, { filter }, { keep: true });
  const rows = query.data?.aggregate.rows ?? [];
  return (
    <Page title="Actors" actions={<RangePicker range={range} onChange={setRange} />}>
      <Panel
        flush
        title="Everyone who did something"
        aside={
          <TextInput
            data-filter-field
            aria-label="Find an actor"
            placeholder="Find an actor"
            value={wanted}
            onChange={(event) => setWanted(event.currentTarget.value)}
          />
        }
      >
        {query.error && !query.data ? (
          <ErrorMessage error={query.error} onRetry={() => void query.refetch()} />
        ) : query.isPending ? (
          <Loading label="Loading actors" />
        ) : rows.length === 0 ? (
          <Message icon="actors" title="Nobody in this range">
            Choose another range of time{wanted && ', or another name'}.
          </Message>
        ) : (
          <>
            <Ranking
              label="Actors"
              heads={['Actor', 'Events', 'Failed', 'Destructive', 'Sessions', 'Rows changed']}
              rows={rows.map((row) => {
                const [type, id] = [row.key[0]?.value ?? '', row.key[1]?.value ?? ''];
                const value = (index: number) => row.metrics[index]?.value ?? 0;
                return {
                  key: `${type} ${id}`,
                  size: value(0),
                  name: <ActorLink id={id} type={type} range={{ ...range }} />,
                  cells: [0, 1, 2, 3, 4].map((index) => formatCompact(value(index))),
                };
              })}
            />
            {query.data.aggregate.truncated && (
              <p className="dim" style={{ padding: 12 }}>
                The 500 most active. Type a part of the name to find others.
              </p>
            )}
          </>
        )}
      </Panel>
    </Page>
  );
}
