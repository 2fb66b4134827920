// PostGraphile on one process, as its user would run it for speed: production mode, no watching, no pages, no explain,
// answers made as text at once.
//
// node server.js <connection string> <port> <size of the pool> <owner or tenant>
//
// As owner it asks on plain connections of the tables' owner, without settings or transactions for a request. As tenant
// it does what its users do for row level security: role and partner are set in a transaction for each request. It takes
// the cookie's word for the partner, so even then it has no session to look up.

import { createServer } from "node:http";
import process from "node:process";

import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { makeJSONPgSmartTagsPlugin } from "postgraphile/utils";

const [connectionString, port, poolSize, actsAs] = process.argv.slice(2);

// A unique index is no constraint, so PostGraphile has to be told of it to look rows up by it.
const uniqueAccess = makeJSONPgSmartTagsPlugin({
  version: 1,
  config: { class: { "portal.account_access": { tags: { unique: ["account_id,partner_id"] } } } },
});

const asTenant = ({ node }) => ({
  pgSettings: { role: "portal_app", "portal.partner_id": node.req.headers.cookie?.split("partner=")[1] ?? "" },
});

const instance = postgraphile({
  extends: [PostGraphileAmberPreset],
  plugins: [uniqueAccess],
  pgServices: [
    makePgService({
      connectionString,
      schemas: ["portal"],
      pubsub: false,
      poolConfig: { max: Number(poolSize), options: "-c search_path=portal,jobs -c timezone=UTC" },
    }),
  ],
  grafast: { explain: false, ...(actsAs === "tenant" && { context: asTenant }) },
  grafserv: { watch: false, graphiql: false, websockets: false, outputDataAsString: true },
});

const server = createServer();
server.keepAliveTimeout = 0;
const serving = instance.createServ(grafserv);
await serving.addTo(server);
await serving.ready();
server.listen(Number(port), "127.0.0.1");
