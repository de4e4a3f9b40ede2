import { describe, expect, it } from 'vitest';
import { restoreSql } from './restoreSql';
import type { EntityVersion } from './Version';

type Change = NonNullable<EntityVersion['entity']>['changes'][number];

function version(state: string, changes: Partial<Change>[], key = '11', entity = 'Product'): EntityVersion {
  return {
    id: '1',
    occurredAt: '2026-11-30T22:12:23Z',
    entity: {
      entity,
      key,
      state,
      changes: changes.map((change) => ({ property: 'P', before: null, after: null, redacted: false, ...change })),
    },
  } as EntityVersion;
}

const body = (sql: string) =>
  sql
    .split('\n')
    .filter((line) => !line.startsWith('--'))
    .join('\n');

describe('the statement that takes a change back', () => {
  it('sets what was modified to what it was', () =>
    expect(
      body(
        restoreSql(
          version('modified', [
            { property: 'Price', before: '19', after: '20' },
            { property: 'Note', before: null, after: 'x' },
          ]),
        ),
      ),
    ).toBe('UPDATE "Product"\nSET "Price" = \'19\',\n    "Note" = NULL\nWHERE "Id" = \'11\';'));

  it('deletes what was added, and inserts what was deleted', () => {
    expect(body(restoreSql(version('added', [])))).toBe('DELETE FROM "Product"\nWHERE "Id" = \'11\';');
    expect(body(restoreSql(version('deleted', [{ property: 'Name', before: 'Tea' }])))).toBe(
      'INSERT INTO "Product" ("Name")\nVALUES (\'Tea\');',
    );
  });

  it('says what was never recorded instead of setting it to nothing', () => {
    const sql = restoreSql(
      version('modified', [
        { property: 'Secret', redacted: true },
        { property: 'Name', before: 'Tea' },
      ]),
    );
    expect(sql).toContain('not restored: Secret');
    expect(body(sql)).not.toContain('Secret');
  });

  it('keeps hostile names and values inside of their quotes and comments', () => {
    const sql = restoreSql(
      version(
        'modified',
        [{ property: 'a"; DROP TABLE x; --', before: "'; DROP TABLE y; --" }],
        "1' OR '1'='1\nDROP TABLE z;",
        'T"\n;DROP TABLE w',
      ),
    );
    expect(sql).toContain('"a""; DROP TABLE x; --" = \'\'\'; DROP TABLE y; --\'');
    expect(sql).toContain("'1'' OR ''1''=''1\nDROP TABLE z;'");
    expect(sql.split('\n')[0]).toContain('DROP TABLE w');
  });
});
