// Verifies a webhook as a receiver in JavaScript does: {"secret", "headers", "body"} as JSON on stdin; prints what it holds.
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';

const { secret, headers, body } = JSON.parse(await text(process.stdin));
console.log(JSON.stringify(new Webhook(secret).verify(body, headers)));
