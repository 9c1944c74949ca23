// SPDX-License-Identifier: MIT
// Reads every table and view of a file with SQLite 3.33 (sql.js 1.4.0): what an old client does.
const fs = require("fs");
const path = require("path");

const modules = path.join(process.env.CALLTALLY_CLIENT_MODULES || __dirname, "node_modules");
const initSqlJs = require(path.join(modules, "sql.js"));
// Handed over, because this version would fetch() it where Node has that, and a path is no URL.
const wasmBinary = fs.readFileSync(path.join(modules, "sql.js", "dist", "sql-wasm.wasm"));

initSqlJs({ wasmBinary }).then((SQL) => {
  const database = new SQL.Database(fs.readFileSync(process.argv[2]));
  const version = database.exec("select sqlite_version()")[0].values[0][0];
  const relations = database
    .exec("select name from sqlite_master where type in ('table', 'view') and name not like 'sqlite_%'")[0]
    .values.map((row) => row[0]);
  const counts = {};
  for (const relation of relations) {
    database.exec(`pragma table_info(${relation})`);
    counts[relation] = database.exec(`select count(*) from (select * from ${relation})`)[0].values[0][0];
  }
  console.log(JSON.stringify({ version, counts }));
});
