import { MSSQL, MySQL, PostgreSQL, SQLite, StandardSQL, sql, type SQLDialect } from '@codemirror/lang-sql';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorState } from '@codemirror/state';
import { EditorView, highlightSpecialChars, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useRef } from 'react';
import { host } from '../api/host';

const DIALECTS: Record<string, SQLDialect> = {
  postgresql: PostgreSQL,
  sqlite: SQLite,
  mysql: MySQL,
  mariadb: MySQL,
  'microsoft.sql_server': MSSQL,
};

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--accent)', fontWeight: '560' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--green)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--orange)' },
  { tag: tags.comment, color: 'var(--dim)', fontStyle: 'italic' },
  { tag: [tags.typeName, tags.standard(tags.name)], color: 'var(--purple)' },
  { tag: tags.operator, color: 'var(--dim)' },
]);

const appearance = EditorView.theme({
  '&': { backgroundColor: 'transparent', color: 'var(--text)', fontSize: '12.5px', height: '100%' },
  '.cm-content': { fontFamily: 'var(--mono)', padding: '8px 0', caretColor: 'var(--text)' },
  '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--dim)', border: 'none', paddingLeft: '6px' },
  '.cm-scroller': { lineHeight: '1.6' },
  '.cm-specialChar': { color: 'var(--red)' },
  '&.cm-focused': { outline: 'none' },
});

// Beside the control characters that CodeMirror shows anyway: what reorders or hides text.
const UNSEEN = /[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;

/** A statement in colours, of which only what is in sight is laid out. Loaded when it is first needed. */
export default function SqlView({ statement, system }: { statement: string; system: string }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!place.current) return;
    const view = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: broken(statement),
        extensions: [
          EditorView.cspNonce.of(host.nonce),
          EditorState.readOnly.of(true),
          EditorView.editable.of(false),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ 'aria-label': 'SQL statement', tabindex: '0', dir: 'ltr' }),
          highlightSpecialChars({ addSpecialChars: UNSEEN }),
          lineNumbers(),
          sql({ dialect: DIALECTS[system] ?? StandardSQL }),
          syntaxHighlighting(colours),
          appearance,
        ],
      }),
    });
    return () => view.destroy();
  }, [statement, system]);
  return <div ref={place} style={{ flex: 1, minHeight: 0, overflow: 'auto' }} />;
}

const CLAUSES =
  /\s+(?=(?:FROM|WHERE|(?:LEFT |RIGHT |INNER |CROSS |FULL )?JOIN|GROUP BY|ORDER BY|HAVING|LIMIT|OFFSET|UNION|RETURNING|SET|VALUES|ON CONFLICT)\b)/g;
const LONGEST_LINE = 100;
const MOST = 20_000;

/** A statement of one long line gets its clauses on lines of their own. Texts in quotes are left alone. */
function broken(statement: string): string {
  if (statement.length > MOST || statement.includes('\n') || statement.length < LONGEST_LINE) return statement;
  return statement
    .split(/('(?:[^']|'')*'|"(?:[^"]|"")*")/)
    .map((part, index) => (index % 2 === 0 ? part.replace(CLAUSES, '\n') : part))
    .join('');
}
