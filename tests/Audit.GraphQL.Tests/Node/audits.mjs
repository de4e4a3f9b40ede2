// Runs the server audits of graphql-http against the endpoint at argv[2] with the bearer token argv[3], reads the schema as
// GraphiQL and code generators do, and writes what it found as one line of JSON.
import { auditServer } from 'graphql-http'
import { buildClientSchema, getIntrospectionQuery, printSchema } from 'graphql'

const [url, token] = process.argv.slice(2)
const fetchFn = (address, init = {}) =>
  fetch(address, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } })

const results = await auditServer({ url, fetchFn })
const failed = results.filter(({ status }) => status !== 'ok').map(({ id, name, status, reason }) => ({ id, name, status, reason }))

const introspection = await fetchFn(url, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ query: getIntrospectionQuery() }),
})
const schema = printSchema(buildClientSchema((await introspection.json()).data))
console.log(JSON.stringify({ audits: results.length, failed, schema }))
