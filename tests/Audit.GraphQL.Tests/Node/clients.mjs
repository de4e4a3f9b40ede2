// Drives every subscription of the endpoint at argv[2] with the bearer token argv[3] by the clients of both protocols: each waits for
// its first answer. Writes them as one line of JSON: protocol, field, answer.
import { createClient as createSseClient } from 'graphql-sse'
import { createClient as createWsClient } from 'graphql-ws'
import WebSocket from 'ws'

const [url, token] = process.argv.slice(2)
const authorization = `Bearer ${token}`
const ws = createWsClient({ url: url.replace('http', 'ws'), webSocketImpl: WebSocket, connectionParams: { authorization }, retryAttempts: 0 })
const sse = createSseClient({ url, headers: { authorization }, retryAttempts: 0 })

const subscriptions = {
  auditEventAdded: 'subscription { auditEventAdded(filter: { action: { eq: "db.delete" } }) { id action actor { type } } }',
  exportChanged: 'subscription { exportChanged(id: "019cac1a-2b80-71f9-8000-000000000001") { state progress } }',
  statisticsChanged: 'subscription { statisticsChanged { eventsPerSecond queueDepth } }',
}

async function first(protocol, client, field, query) {
  for await (const answer of client.iterate({ query })) return { protocol, field, answer }
  return { protocol, field, answer: null }
}

const clients = Object.entries({ ws, sse })
const answers = await Promise.all(
  clients.flatMap(([protocol, client]) => Object.entries(subscriptions).map(([field, query]) => first(protocol, client, field, query))),
)
for (const [protocol, client] of clients) answers.push(await first(protocol, client, 'me', '{ me { name } }'))
await ws.dispose()
sse.dispose()
console.log(JSON.stringify(answers))
