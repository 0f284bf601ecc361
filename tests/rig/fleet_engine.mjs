// SPDX-License-Identifier: MIT
/**
 * fleet_engine.mjs ENGINE DATABASE: runs the statements of stdin, [{"name": ..., "sql": ...}], in
 * DuckDB or in ClickHouse (chdb), and prints {name: {rows, ms, cpu_ms, peak_mib}}.
 */
import fs from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(process.cwd() + '/');

async function open(engine, database) {
    if (engine === 'duckdb') {
        const { DuckDBInstance } = require('@duckdb/node-api');
        const instance = await DuckDBInstance.create(database, { threads: '2' });
        const connection = await instance.connect();
        return async (sql) => (await connection.runAndReadAll(sql)).getRowsJson();
    }
    const { Session } = require('chdb');
    const session = new Session(database);
    return async (sql) =>
        session.query(sql, 'JSONCompactEachRow').split('\n').filter(Boolean).map(JSON.parse);
}

const peak = () =>
    Math.round(/VmHWM:\s+(\d+)/.exec(fs.readFileSync('/proc/self/status'))[1] / 1024);

const query = await open(process.argv[2], process.argv[3]);
const results = {};
for (const { name, sql } of JSON.parse(fs.readFileSync(0))) {
    const start = process.hrtime.bigint();
    const before = process.cpuUsage();
    let rows = [];
    for (const statement of sql.split(/;\s*\n/)) {
        if (!/^(\s|--.*\n)*$/.test(statement + '\n'))
            rows = await query(statement);
    }
    const used = process.cpuUsage(before);
    results[name] = {
        rows,
        ms: Number((process.hrtime.bigint() - start) / 1000000n),
        cpu_ms: Math.round((used.user + used.system) / 1000),
        peak_mib: peak(),
    };
}
fs.writeSync(1, JSON.stringify(results));
process.exit(0);
