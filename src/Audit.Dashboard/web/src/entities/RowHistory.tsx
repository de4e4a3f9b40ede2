import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { request } from '../api/client';
import { Page, Panel } from '../elements/Page';
import { ErrorMessage, Loading, Message } from '../elements/States';
import { inertLine } from '../elements/text';
import { RowHistoryDocument } from '../generated/graphql';
import { Link } from '../routing/Link';
import classes from './Entities.module.css';
import { Version } from './Version';

const PAGE = 50;

/** What became of one row: every change that was recorded, the latest first. */
export function RowHistory({ entity, rowKey }: { entity: string; rowKey: string }) {
  const query = useInfiniteQuery({
    queryKey: ['row', entity, rowKey],
    queryFn: ({ pageParam, signal }) =>
      request(RowHistoryDocument, { entity, key: rowKey, first: PAGE, after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ entityHistory }) =>
      entityHistory.pageInfo.hasNextPage ? entityHistory.pageInfo.endCursor : null,
  });
  const versions = query.data?.pages.flatMap((page) => page.entityHistory.nodes) ?? [];
  const title = `${inertLine(entity, 60)} ${inertLine(rowKey, 60)}`;
  return (
    <Page
      title={title}
      note={
        query.data &&
        `${versions.length}${query.hasNextPage ? '+' : ''} recorded ${versions.length === 1 ? 'change' : 'changes'}`
      }
      actions={
        <Button h={30} component={Link} to="/entities" params={{ entity }}>
          All of {inertLine(entity, 30)}
        </Button>
      }
    >
      {query.error ? (
        <Panel>
          <ErrorMessage error={query.error} onRetry={() => void query.refetch()} />
        </Panel>
      ) : query.isPending ? (
        <Panel flush>
          <Loading label="Loading the history" />
        </Panel>
      ) : versions.length === 0 ? (
        <Panel>
          <Message icon="entities" title="No change of this row was recorded">
            Check how entity and key are written: as in the list of entities, with commas between the parts of a
            composite key.
          </Message>
        </Panel>
      ) : (
        <ol className={classes.history}>
          {versions.map((version) => (
            <Version key={version.id} version={version} />
          ))}
        </ol>
      )}
      {query.hasNextPage && (
        <p className={classes.more}>
          <Button onClick={() => void query.fetchNextPage()} loading={query.isFetchingNextPage}>
            Older changes
          </Button>
        </p>
      )}
    </Page>
  );
}
