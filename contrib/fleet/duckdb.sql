-- SPDX-License-Identifier: MIT
-- Tables for DuckDB. Then: duckdb-load.sql for each load, views.sql once for the questions.

-- Hosts that are expected to report. network tells apart networks that use the same private
-- addresses. Fill it from what you have: COPY inventory FROM 'hosts.csv'.
CREATE TABLE IF NOT EXISTS inventory (host VARCHAR PRIMARY KEY, network VARCHAR DEFAULT '');

-- The last line of each scan; received is the number of its lines that were loaded.
CREATE TABLE IF NOT EXISTS scan_rows (
    host VARCHAR, scan_id VARCHAR, time TIMESTAMP, "rows" UBIGINT, received UBIGINT,
    complete BOOLEAN);

CREATE TABLE IF NOT EXISTS socket_rows (
    host VARCHAR, scan_id VARCHAR, time TIMESTAMP, netns UBIGINT, proto VARCHAR, state VARCHAR,
    role VARCHAR, local_address VARCHAR, local_port USMALLINT, peer_address VARCHAR,
    peer_port USMALLINT, community_id VARCHAR, exposure VARCHAR, accept_queue UINTEGER,
    accept_limit UINTEGER, unit VARCHAR, container VARCHAR, cookie VARCHAR);
