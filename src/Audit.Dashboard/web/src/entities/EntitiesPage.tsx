import { Button, TextInput } from '@mantine/core';
import { useMemo, useState, type FormEvent } from 'react';
import { useApi } from '../api/queries';
import { Page, Panel } from '../elements/Page';
import { Ranking } from '../elements/Ranking';
import { ErrorMessage, Loading, Message } from '../elements/States';
import { inertLine } from '../elements/text';
import { columnsOf } from '../events/columns';
import { EventList } from '../events/EventList';
import { EntityKindsDocument, type AuditEventFilter } from '../generated/graphql';
import { Link } from '../routing/Link';
import { href, navigate, useParams } from '../routing/router';
import { formatCount } from '../time/format';
import { RangePicker } from '../time/RangePicker';
import { useRange } from '../time/useRange';
import classes from './Entities.module.css';
import { RowHistory } from './RowHistory';

const COLUMNS = columnsOf('time,actor,action,target,route,outcome');

/** Which kinds of rows changed, which rows of a kind, or the history of one row. */
export function EntitiesPage() {
  const [search] = useParams();
  const entity = search.get('entity');
  const key = search.get('key');
  return entity && key ? (
    <RowHistory key={`${entity} ${key}`} entity={entity} rowKey={key} />
  ) : (
    <EntityList entity={entity} />
  );
}

function EntityList({ entity }: { entity: string | null }) {
  const [range, setRange] = useRange('1d');
  const ends = { from: range.from, to: range.to, last: range.last };
  const filter = useMemo<AuditEventFilter>(() => ({ from: range.from, to: range.to, category: ['ENTITY'] }), [range]);
  const changes = useMemo<AuditEventFilter>(
    () => ({ ...filter, entity: entity ? { eq: entity } : { ne: '' } }),
    [filter, entity],
  );
  const query = useApi(EntityKindsDocument, { filter }, { keep: true });
  const kinds = query.data?.facets[0]?.values.filter(({ value }) => value) ?? [];
  return (
    <Page title="Entities" actions={<RangePicker range={range} onChange={setRange} />}>
      <FindRow entity={entity} />
      <div className={classes.columns}>
        <Panel title="Kinds" flush>
          {query.error && !query.data ? (
            <ErrorMessage error={query.error} onRetry={() => void query.refetch()} />
          ) : query.isPending ? (
            <Loading label="Loading kinds of entities" />
          ) : kinds.length === 0 ? (
            <Message icon="entities" title="No changes in this range">
              Entity changes are recorded where the application adds them.
            </Message>
          ) : (
            <Ranking
              label="Kinds of entities"
              heads={['Entity', 'Changes']}
              rows={kinds.map(({ value, count }) => ({
                key: value ?? '',
                size: count,
                name: (
                  <Link
                    to="/entities"
                    params={{ entity: value === entity ? null : value, ...ends }}
                    aria-current={value === entity || undefined}
                    className={classes.kind}
                  >
                    {inertLine(value ?? '', 80)}
                  </Link>
                ),
                cells: [formatCount(count)],
              }))}
            />
          )}
        </Panel>
        <Panel title={entity ? <>Changes of {inertLine(entity, 60)}</> : 'Latest changes'} flush>
          <EventList
            filter={changes}
            columns={COLUMNS}
            withDate
            label="Changes"
            empty="Nothing changed in this range."
          />
        </Panel>
      </div>
    </Page>
  );
}

function FindRow({ entity }: { entity: string | null }) {
  const [kind, setKind] = useState(entity ?? '');
  const [key, setKey] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (kind.trim() && key.trim()) navigate(href('/entities', { entity: kind.trim(), key: key.trim() }));
  };
  return (
    <form className={classes.find} onSubmit={submit}>
      <TextInput
        data-filter-field
        label="Entity"
        placeholder="Product"
        value={kind}
        onChange={(event) => setKind(event.currentTarget.value)}
      />
      <TextInput label="Key" placeholder="17" value={key} onChange={(event) => setKey(event.currentTarget.value)} />
      <Button type="submit" h={30} variant="filled" disabled={!kind.trim() || !key.trim()}>
        History of the row
      </Button>
    </form>
  );
}
