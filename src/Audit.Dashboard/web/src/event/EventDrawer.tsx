import { ActionIcon, Tooltip } from '@mantine/core';
import { useApi } from '../api/queries';
import { useKeys } from '../app/keys';
import { CopyButton } from '../elements/CopyButton';
import { Icon } from '../elements/Icon';
import { ErrorMessage, Loading, Message } from '../elements/States';
import { Tabs } from '../elements/Tabs';
import { OutcomeTag, RiskTag, Tag } from '../elements/Tag';
import { inertLine } from '../elements/text';
import { targetOf } from '../events/columns';
import { EventByIdDocument, type EventDetailsFragment } from '../generated/graphql';
import { href, useParams } from '../routing/router';
import { Time } from '../time/Time';
import { around } from '../time/range';
import { ChangesTab } from './ChangesTab';
import classes from './EventDrawer.module.css';
import { ParametersTab } from './ParametersTab';
import { RawTab } from './RawTab';
import { RelatedTab } from './RelatedTab';
import { SqlTab } from './SqlTab';
import { SummaryTab } from './SummaryTab';

/** One event with all that is known of it, beside whatever view it was opened from; events opened from it stack. */
export function EventDrawer() {
  const [search, change] = useParams();
  const stack = (search.get('event') ?? '').split(',').filter(Boolean);
  const id = stack[stack.length - 1] ?? '';
  const query = useApi(EventByIdDocument, { id }, { enabled: id !== '' });
  const event = query.data?.auditEvent;
  const show = (next: string[]) => change({ event: next.join(','), ...(next.length === 0 && { tab: null }) });

  useKeys({ Escape: () => show([]) });

  return (
    <aside className={classes.drawer} aria-label="Event" data-drawer>
      <header className={classes.head}>
        <nav className={classes.crumbs} aria-label="Opened events">
          {stack.slice(0, -1).map((other, index) => (
            <button key={other} type="button" onClick={() => show(stack.slice(0, index + 1))} title={other}>
              {other.slice(-6)}
            </button>
          ))}
          <span>{id.slice(-6)}</span>
        </nav>
        <div className={classes.tools}>
          {stack.length > 1 && (
            <Tooltip label="Back">
              <ActionIcon aria-label="Back to the event before" onClick={() => show(stack.slice(0, -1))}>
                <Icon name="left" size={14} />
              </ActionIcon>
            </Tooltip>
          )}
          {event && <CopyButton icon="link" label="Copy a link to this event" text={() => linkTo(event)} />}
          <Tooltip label="Close (Esc)">
            <ActionIcon aria-label="Close the event" onClick={() => show([])}>
              <Icon name="close" size={14} />
            </ActionIcon>
          </Tooltip>
        </div>
      </header>
      {query.error ? (
        <ErrorMessage error={query.error} onRetry={() => void query.refetch()} />
      ) : query.isPending ? (
        <Loading label="Loading the event" />
      ) : event ? (
        <Details
          key={id}
          event={event}
          tab={search.get('tab') ?? 'summary'}
          onTab={(tab) => change({ tab: tab === 'summary' ? null : tab }, { replace: true })}
          onOpen={(next) => show([...stack.filter((known) => known !== next), next])}
        />
      ) : (
        <Message icon="search" title="There is no such event">
          It may have expired, or the link is not complete.
        </Message>
      )}
    </aside>
  );
}

function linkTo(event: EventDetailsFragment): string {
  const { from, to } = around(event.occurredAt, 300);
  return new URL(href('/events', { from, to, event: event.id }), location.origin).href;
}

interface DetailsProps {
  event: EventDetailsFragment;
  tab: string;
  onTab: (tab: string) => void;
  onOpen: (id: string) => void;
}

function Details({ event, tab, onTab, onOpen }: DetailsProps) {
  const parameters = event.database?.parameters ?? [];
  const changes = event.entity?.changes ?? [];
  const tabs = [
    { id: 'summary', title: 'Summary' },
    ...(event.database?.statement ? [{ id: 'sql', title: 'SQL' }] : []),
    ...(parameters.length > 0 ? [{ id: 'parameters', title: `Parameters ${parameters.length}` }] : []),
    ...(changes.length > 0 ? [{ id: 'changes', title: `Changes ${changes.length}` }] : []),
    { id: 'related', title: 'Related' },
    { id: 'raw', title: 'Raw' },
  ];
  const shown = tabs.some((known) => known.id === tab) ? tab : 'summary';
  return (
    <>
      <div className={classes.title}>
        <div className={classes.tags}>
          <OutcomeTag outcome={event.outcome} />
          {event.risk !== 'NONE' && <RiskTag risk={event.risk} />}
          {event.destructive && <Tag tone="red">destructive</Tag>}
          <span className="dim">
            <Time iso={event.occurredAt} as="full" />
          </span>
        </div>
        <h2>
          <bdi dir="ltr">{inertLine(event.action, 80)}</bdi>{' '}
          <bdi dir="ltr" className={classes.target}>
            {inertLine(targetOf(event), 140)}
          </bdi>
        </h2>
      </div>
      <Tabs tabs={tabs} value={shown} onChange={onTab} label="Of the event">
        {shown === 'summary' && <SummaryTab event={event} onOpen={onOpen} />}
        {shown === 'sql' && <SqlTab event={event} />}
        {shown === 'parameters' && <ParametersTab parameters={parameters} />}
        {shown === 'changes' && <ChangesTab changes={changes} />}
        {shown === 'related' && <RelatedTab event={event} onOpen={onOpen} />}
        {shown === 'raw' && <RawTab event={event} />}
      </Tabs>
    </>
  );
}
