// Reads the endpoint at argv[2] (its path in argv[3]) as the user argv[4] with the password argv[5]; writes what it
// found as one line of JSON. This client takes a path in the address for the database, so it is given apart.
import { createClient } from '@clickhouse/client'

const [url, pathname, username, password] = process.argv.slice(2)
const client = createClient({ url, pathname, username, password, compression: { response: true } })
const found = {}

found.ping = (await client.ping({ select: true })).success
found.version = (await (await client.query({ query: 'SELECT version() AS v', format: 'JSON' })).json()).data[0].v

const parameters = await client.query({
  query: 'SELECT count() AS n FROM audit_logs WHERE actor = {actor:String} AND id < {limit:UInt64}',
  query_params: { actor: "alice", limit: 100 },
  format: 'JSONEachRow',
})
found.parameters = Number((await parameters.json())[0].n)

const stream = await client.query({ query: 'SELECT number FROM numbers(300000)', format: 'JSONCompactEachRow' })
found.streamed = 0
for await (const rows of stream.stream()) found.streamed += rows.length

const failure = async (action) => {
  try {
    await action()
    return null
  } catch (error) {
    return { code: error.code ?? null, type: error.type ?? null, message: String(error.message).slice(0, 200) }
  }
}

found.error = await failure(() => client.query({ query: 'SELECT nothing_of_the_kind' }))
found.insert = await failure(() => client.insert({ table: 'audit_logs', values: [{ id: 1 }], format: 'JSONEachRow' }))
found.command = await failure(() => client.command({ query: 'DROP TABLE audit_logs' }))
found.midStream = await failure(async () => {
  const rows = await client.query({
    query: 'SELECT throwIf(number = 3000000) AS x, number FROM numbers(4000000)',
    format: 'JSONCompactEachRow',
  })
  for await (const _ of rows.stream()) { /* the error comes by itself */ }
})
const stranger = createClient({ url, pathname, username, password: 'wrong' })
found.stranger = await failure(() => stranger.query({ query: 'SELECT 1' }))

await client.close()
await stranger.close()
console.log(JSON.stringify(found))
