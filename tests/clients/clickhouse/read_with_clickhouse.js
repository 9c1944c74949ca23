// SPDX-License-Identifier: MIT
// Runs the statement in ClickHouse and prints its rows, a line of JSON each.
const { query } = require("chdb");

const [, , statement] = process.argv;
process.stdout.write(query(
  `${statement} SETTINGS output_format_json_quote_64bit_integers = 0`, "JSONCompactEachRow"));
