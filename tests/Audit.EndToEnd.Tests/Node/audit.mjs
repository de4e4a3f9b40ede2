// Reads the audit log at argv[2] (its path in argv[3]) as the user argv[4] with the token argv[5]; writes what it found as one line of JSON.
import { createClient } from '@clickhouse/client'

const [url, pathname, username, password] = process.argv.slice(2)
const client = createClient({ url, pathname, username, password })
const found = {}

found.ping = (await client.ping({ select: true })).success

const select = await client.query({
  query: `SELECT operations, tables_written, toInt32(rows_affected) AS affected, outcome, destructive_reasons
          FROM audit_logs WHERE actor_id = {actor:String} AND category = 'database' ORDER BY occurred_at, id`,
  query_params: { actor: 'alice' },
  format: 'JSONEachRow',
})
found.alice = await select.json()

const stream = await client.query({ query: 'SELECT id, statement FROM audit_logs', format: 'JSONEachRow' })
found.streamed = 0
for await (const rows of stream.stream()) found.streamed += rows.length
found.counted = Number((await (await client.query({ query: 'SELECT count() AS n FROM audit_logs', format: 'JSONEachRow' })).json())[0].n)

const failure = async (action) => {
  try {
    await action()
    return null
  } catch (error) {
    return error.code ?? String(error)
  }
}

found.error = await failure(() => client.query({ query: 'SELECT nothing_of_the_kind FROM audit_logs' }))
found.insert = await failure(() => client.insert({ table: 'audit_logs', values: [{ action: 'forged' }], format: 'JSONEachRow' }))

await client.close()
console.log(JSON.stringify(found))
