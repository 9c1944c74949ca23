// SPDX-License-Identifier: MIT
// The script that a Node user would write instead: the Twilio client's calls into SQLite.
//     node sync.js BASE_URL FILE      credentials in TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN
'use strict';
const Database = require('better-sqlite3');
const twilio = require('twilio');

const [baseUrl, file] = process.argv.slice(2);
const account = process.env.TWILIO_ACCOUNT_SID;

/// The client insists on Twilio's own host name: its requests go to the server given instead.
class Redirected extends twilio.RequestClient {
  request(options) {
    const target = new URL(options.uri);
    return super.request({ ...options, uri: baseUrl + target.pathname + target.search });
  }
}

const fields = ['sid', 'accountSid', 'parentCallSid', 'from', 'to', 'status', 'direction',
  'dateCreated', 'dateUpdated', 'startTime', 'endTime', 'duration', 'price', 'priceUnit',
  'answeredBy', 'callerName', 'forwardedFrom', 'phoneNumberSid', 'trunkSid', 'groupSid',
  'queueTime', 'subresourceUris'];

async function main() {
  const client = twilio(account, process.env.TWILIO_AUTH_TOKEN,
    { httpClient: new Redirected() });
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  database.exec(`CREATE TABLE calls (${fields.map((name) =>
    (name === 'sid' ? 'sid TEXT PRIMARY KEY' : `"${name}"`)).join(', ')})`);
  const insert = database.prepare(
    `INSERT OR REPLACE INTO calls VALUES (${fields.map(() => '?').join(', ')})`);
  const store = database.transaction((rows) => {
    for (const row of rows) {
      insert.run(fields.map((name) => {
        const value = row[name];
        if (value instanceof Date) return value.toISOString();
        if (value !== null && typeof value === 'object') return JSON.stringify(value);
        return value === undefined ? null : value;
      }));
    }
  });
  let page = await client.calls.page({ pageSize: 1000 });
  for (;;) {
    store(page.instances);
    if (!page.nextPageUrl) break;
    page = await page.nextPage();
  }
  console.log(database.prepare('SELECT count(*) AS calls FROM calls').get().calls);
  database.close();
}

main().catch((error) => {
  console.error(String(error));
  process.exit(1);
});
