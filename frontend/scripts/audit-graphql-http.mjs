// Audits a server by the GraphQL-over-HTTP specification: {"url", "token"} as JSON on stdin; prints the results.
import { text } from 'node:stream/consumers';
import { serverAudits } from 'graphql-http';

const { url, token } = JSON.parse(await text(process.stdin));
const asSignedIn = (address, options = {}) =>
  fetch(address, { ...options, headers: { ...options.headers, authorization: `Bearer ${token}` } });

const results = [];
for (const audit of serverAudits({ url, fetchFn: asSignedIn })) {
  const { status, reason } = await audit.fn();
  results.push({ id: audit.id, name: audit.name, status, reason });
}
console.log(JSON.stringify(results));
