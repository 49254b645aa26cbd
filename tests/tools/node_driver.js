// Runs the statements that come in, one JSON object a line, through Snowflake's Node.js driver, and answers each with one.
//
// {"text", "bindings"}: {"rows", "types"} or {"code", "state", "message"}.  {"text", "count"}: several statements, the
// rows of each.  {"text", "cancel": true}: as a single one, canceled as soon as it has an id.

"use strict";

const readline = require("readline");
const { createRequire } = require("module");
const snowflake = createRequire(process.env.NODE_DRIVER_FROM)("snowflake-sdk");

snowflake.configure({ logLevel: "OFF", additionalLogToConsole: false });
const host = process.env.FRAZIL_TEST_HOST;
const port = Number(process.env.FRAZIL_TEST_PORT);
const connection = snowflake.createConnection({
    account: "frazil",
    username: "ADMIN",
    password: process.env.FRAZIL_TEST_PASSWORD,
    accessUrl: `http://${host}:${port}`,
});

function refused(error) {
    return { code: error.code, state: error.sqlState, message: error.message };
}

function single({ text, bindings, cancel }) {
    return new Promise((done) => {
        const statement = connection.execute({
            sqlText: text,
            binds: bindings,
            complete: (error, run, rows) =>
                done(error ? refused(error) : { rows, types: run.getColumns().map((column) => column.getType()) }),
        });
        if (cancel) {
            statement.cancel(() => {});
        }
    });
}

function several({ text, count }) {
    const answers = [];
    return new Promise((done) =>
        connection.execute({
            sqlText: text,
            parameters: { MULTI_STATEMENT_COUNT: count },
            complete: (error, run, rows) => {
                if (error) {
                    done(refused(error));
                    return;
                }
                answers.push(rows);
                if (run.hasNext()) {
                    run.NextResult();
                } else {
                    done({ answers });
                }
            },
        }),
    );
}

async function main() {
    await new Promise((done, failed) => connection.connect((error) => (error ? failed(error) : done())));
    for await (const line of readline.createInterface({ input: process.stdin })) {
        const asked = JSON.parse(line);
        process.stdout.write(`${JSON.stringify(await ("count" in asked ? several(asked) : single(asked)))}\n`);
    }
    await new Promise((done) => connection.destroy(done));
    process.exit(0);
}

main();
