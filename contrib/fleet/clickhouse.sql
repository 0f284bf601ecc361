-- SPDX-License-Identifier: MIT
-- Tables for ClickHouse. Then views.sql for the questions. Lines go into the table `lines`, as they
-- are: INSERT INTO lines FORMAT JSONEachRow, with the setting date_time_input_format=best_effort.

-- Hosts that are expected to report. network tells apart networks that use the same private
-- addresses.
CREATE TABLE IF NOT EXISTS inventory (
    host LowCardinality(String), network LowCardinality(String) DEFAULT ''
) ENGINE = ReplacingMergeTree ORDER BY host;

-- What arrives. Nothing is kept here; the materialised views below distribute it.
CREATE TABLE IF NOT EXISTS lines (
    type LowCardinality(String), host LowCardinality(String), time DateTime64(6, 'UTC'),
    scan_id String, netns UInt32, proto LowCardinality(String), state LowCardinality(String),
    role LowCardinality(String), local_address String, local_port UInt16, peer_address String,
    peer_port UInt16, community_id String, exposure LowCardinality(String), accept_queue UInt32,
    accept_limit UInt32, unit LowCardinality(String), container String, cookie String,
    rows UInt64, complete Bool
) ENGINE = Null;

-- The order is that of the newest scan of a host; a line that arrives again has the same key, and
-- one row of a key stays. community_id is the 20 bytes of the digest.
CREATE TABLE IF NOT EXISTS sockets (
    host LowCardinality(String), time DateTime64(6, 'UTC') CODEC(Delta, ZSTD),
    scan_id FixedString(16) CODEC(ZSTD), netns UInt32 CODEC(ZSTD),
    proto LowCardinality(String), state LowCardinality(String), role LowCardinality(String),
    local_address String CODEC(ZSTD), local_port UInt16 CODEC(ZSTD),
    peer_address String CODEC(ZSTD), peer_port UInt16 CODEC(ZSTD),
    community_id FixedString(20) CODEC(NONE), exposure LowCardinality(String),
    accept_queue UInt32 CODEC(ZSTD), accept_limit UInt32 CODEC(ZSTD),
    unit LowCardinality(String), container String CODEC(ZSTD), cookie String CODEC(ZSTD),
    INDEX community_id community_id TYPE bloom_filter GRANULARITY 4
) ENGINE = ReplacingMergeTree PARTITION BY toDate(time)
ORDER BY (host, time, scan_id, netns, proto, local_port, local_address, peer_address, peer_port,
    cookie)
TTL toDateTime(time) + INTERVAL 7 DAY;

CREATE TABLE IF NOT EXISTS scans (
    host LowCardinality(String), time DateTime64(6, 'UTC'), scan_id FixedString(16),
    rows UInt64, complete Bool
) ENGINE = ReplacingMergeTree PARTITION BY toYYYYMM(time) ORDER BY (host, time, scan_id)
TTL toDateTime(time) + INTERVAL 400 DAY;

-- Ends of connections by hour, for a year: a set of connections in each row, in which a line that
-- arrives again changes nothing. Addresses of clients from outside are not kept.
CREATE TABLE IF NOT EXISTS ends_hourly (
    hour DateTime('UTC'), host LowCardinality(String), unit LowCardinality(String),
    role LowCardinality(String), proto LowCardinality(String), port UInt16,
    peer_address String, connections AggregateFunction(uniq, FixedString(20))
) ENGINE = AggregatingMergeTree PARTITION BY toYYYYMM(hour)
ORDER BY (host, unit, role, proto, port, peer_address, hour)
TTL hour + INTERVAL 400 DAY;

CREATE MATERIALIZED VIEW IF NOT EXISTS lines_to_sockets TO sockets AS
SELECT host, time, scan_id, netns, proto, state, role, local_address, local_port, peer_address,
    peer_port, toFixedString(tryBase64Decode(substring(community_id, 3)), 20) AS community_id,
    exposure, accept_queue, accept_limit, unit, container, cookie
FROM lines WHERE type = 'socket';

CREATE MATERIALIZED VIEW IF NOT EXISTS lines_to_scans TO scans AS
SELECT host, time, scan_id, rows, complete FROM lines WHERE type = 'end';

CREATE MATERIALIZED VIEW IF NOT EXISTS lines_to_ends TO ends_hourly AS
SELECT toStartOfHour(time) AS hour, host, unit, role, proto,
    if(role = 'inbound', local_port, peer_port) AS port,
    if(role = 'inbound', '', peer_address) AS peer_address,
    uniqState(toFixedString(tryBase64Decode(substring(community_id, 3)), 20)) AS connections
FROM lines WHERE type = 'socket' AND role IN ('inbound', 'outbound') AND community_id != ''
GROUP BY hour, host, unit, role, proto, port, peer_address;

-- As views.sql reads them. FINAL leaves one row of a key, also before a merge.
CREATE OR REPLACE VIEW socket_rows AS SELECT * FROM sockets FINAL;

-- Lines are counted where views.sql looks: in the last 15 minutes, and a day before.
CREATE OR REPLACE VIEW scan_rows AS
SELECT host, scan_id, time, rows, received, complete
FROM (SELECT * FROM scans FINAL) AS scan
LEFT JOIN (
    SELECT host, scan_id, count() AS received FROM sockets FINAL
    WHERE time > (SELECT max(time) FROM scans) - INTERVAL 15 MINUTE
        OR time BETWEEN (SELECT max(time) FROM scans) - INTERVAL 1455 MINUTE
            AND (SELECT max(time) FROM scans) - INTERVAL 1440 MINUTE
    GROUP BY host, scan_id
) AS counted USING (host, scan_id);
