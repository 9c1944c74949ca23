// SPDX-License-Identifier: MIT
// Answers requests with Node's own SQLite or with better-sqlite3:
//   node read_with_node.js node:sqlite|PATH OF better-sqlite3 FILE [MODULE]
const readline = require("readline");

const [library, file, module_] = process.argv.slice(2);

function open() {
  if (library === "node:sqlite") {
    const { DatabaseSync } = require("node:sqlite");
    const database = new DatabaseSync(file, { readOnly: true, allowExtension: module_ !== undefined });
    const prepare = (sql) => {
      const statement = database.prepare(sql);
      statement.setReadBigInts(true); // otherwise a number of more than 2^53 is an error
      statement.setReturnArrays(true);
      return statement;
    };
    return { database, prepare };
  }
  const Database = require(library);
  const database = new Database(file, { readonly: true });
  const prepare = (sql) => database.prepare(sql).safeIntegers().raw(); // otherwise it loses digits
  return { database, prepare };
}

const { database, prepare } = open();
if (module_) {
  database.loadExtension(module_);
}

function cell(value) {
  if (value === null) {
    return ["null", null];
  }
  const kind = { bigint: "integer", number: "real", string: "text" }[typeof value];
  return [kind, String(value)];
}

const catalogue =
  "select m.name, m.type, c.name, c.type from sqlite_master as m, pragma_table_info(m.name) as c " +
  "where m.type in ('table', 'view')";

readline.createInterface({ input: process.stdin }).on("line", (request) => {
  if (request === "begin" || request === "commit") {
    database.exec(request);
  } else if (request === "catalogue") {
    prepare(catalogue).all().forEach((row) => console.log(JSON.stringify(row)));
  } else {
    prepare(request).all().forEach((row) => console.log(JSON.stringify(row.map(cell))));
  }
  console.log(".");
});
