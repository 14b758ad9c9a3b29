// Prints the rows of a query on the published file as JSON, one line for each line of standard input.
// A decimal becomes a text, as a number of JavaScript would lose digits; so does a date.

import { createInterface } from "node:readline";

import { DuckDBInstance } from "@duckdb/node-api";

const published = process.argv[2];

async function answer(query) {
  // An instance goes on reading the file that it opened, so each query has one of its own.
  const instance = await DuckDBInstance.create(published, { access_mode: "READ_ONLY" });
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(query)).getRowsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

for await (const query of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await answer(query)));
}
