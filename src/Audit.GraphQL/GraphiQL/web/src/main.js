import { GraphiQL } from 'graphiql';
import 'graphiql/style.css';
import { setNonce } from 'get-nonce';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { createFetcher } from './fetcher.js';
import './main.css';

const url = document.querySelector('meta[name=audit-graphql]').content;

// Dialogs make a style of their own, which the page's policy asks the nonce of.
setNonce(document.querySelector('meta[property=csp-nonce]').nonce);

const example = `# Ctrl+Enter runs the query, Ctrl+Space completes it; the book on the left is the documentation.
# Every query of the log is itself recorded.
{
  auditEvents(filter: { last: "PT1H" }, first: 10) {
    nodes {
      occurredAt
      action
      outcome
      actor {
        id
      }
    }
  }
}
`;

/** What is asked about people, and tokens that were typed in, which GraphiQL's history keeps with the queries, are gone with the page. */
const kept = new Map();
const storage = {
  get length() {
    return kept.size;
  },
  getItem: (key) => kept.get(key) ?? null,
  setItem: (key, value) => kept.set(key, value),
  removeItem: (key) => kept.delete(key),
  clear: () => kept.clear(),
};

createRoot(document.getElementById('root')).render(
  createElement(
    GraphiQL,
    {
      fetcher: createFetcher(url),
      defaultQuery: example,
      storage,
      shouldPersistHeaders: false,
      showPersistHeadersSettings: false,
    },
    createElement(GraphiQL.Logo, null, 'Audit'),
  ),
);
