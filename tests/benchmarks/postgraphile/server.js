// PostGraphile on one process, as its user would run it for speed: production mode, no watching, no pages, no explain,
// answers made as text at once, plain connections of the database's owner without settings or transactions per request.
//
// node server.js <connection string> <port> <size of the pool>; says "serving" once it answers.

import { createServer } from "node:http";
import process from "node:process";

import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { makeJSONPgSmartTagsPlugin } from "postgraphile/utils";

const [connectionString, port, poolSize] = process.argv.slice(2);

// A unique index is no constraint, so PostGraphile has to be told of it to look rows up by it.
const uniqueAccess = makeJSONPgSmartTagsPlugin({
  version: 1,
  config: { class: { "portal.account_access": { tags: { unique: ["account_id,partner_id"] } } } },
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
  grafast: { explain: false },
  grafserv: { watch: false, graphiql: false, websockets: false, outputDataAsString: true },
});

const server = createServer();
server.keepAliveTimeout = 0;
const serving = instance.createServ(grafserv);
await serving.addTo(server);
await serving.ready();
server.listen(Number(port), "127.0.0.1", () => console.log("serving"));
