import type { EntityVersion } from './Version';

const identifier = (name: string) => `"${name.replace(/"/g, '""')}"`;

// A standard string knows no escapes; a NUL cannot stand in one.
const literal = (value: string | null | undefined) =>
  value === null || value === undefined ? 'NULL' : `'${value.replace(/\u0000/g, '').replace(/'/g, "''")}'`;

/** One line of a comment, whatever is in the text. */
const comment = (text: string) => text.replace(/[\r\n\u2028\u2029]+/g, ' ');

/** The statement that would take a change back. What was never recorded cannot be restored, and is said. */
export function restoreSql(version: EntityVersion): string {
  const entity = version.entity!;
  const table = identifier(entity.entity.split('.').pop()!);
  const where = `WHERE "Id" = ${literal(entity.key)}`;
  const known = entity.changes.filter((change) => !(change.redacted && change.before === null));
  const unknown = entity.changes
    .filter((change) => change.redacted && change.before === null)
    .map((change) => change.property);
  const lines = [
    comment(
      `-- Takes back: ${entity.entity} ${entity.key} was ${entity.state} at ${version.occurredAt} (event ${version.id})`,
    ),
  ];
  if (unknown.length > 0) lines.push(comment(`-- Not recorded, and so not restored: ${unknown.join(', ')}`));
  if (entity.state === 'added') return [...lines, `DELETE FROM ${table}`, `${where};`].join('\n');
  if (known.length === 0) return [...lines, '-- No value from before is known.'].join('\n');
  if (entity.state === 'deleted') {
    const columns = known.map((change) => identifier(change.property)).join(', ');
    return [
      ...lines,
      `INSERT INTO ${table} (${columns})`,
      `VALUES (${known.map((change) => literal(change.before)).join(', ')});`,
    ].join('\n');
  }
  const sets = known.map((change) => `${identifier(change.property)} = ${literal(change.before)}`).join(',\n    ');
  return [...lines, `UPDATE ${table}`, `SET ${sets}`, `${where};`].join('\n');
}
