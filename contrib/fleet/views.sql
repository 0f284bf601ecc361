-- SPDX-License-Identifier: MIT
-- Questions about a fleet, for DuckDB and for ClickHouse: both accept this text. They are about the
-- newest scan of each host in the 15 minutes before the newest line, as far as it is whole. The
-- column hosts of each answer tells how many hosts these are, of how many that are expected; no
-- answer is without a row.

CREATE OR REPLACE VIEW moment AS SELECT max(time) AS newest FROM scan_rows;

CREATE OR REPLACE VIEW chosen_scans AS
SELECT 'now' AS moment, host, max_by(scan_id, time) AS scan_id, max_by(complete, time) AS complete
FROM scan_rows
WHERE time > (SELECT newest FROM moment) - INTERVAL 15 MINUTE AND received >= "rows"
GROUP BY host
UNION ALL
SELECT 'before' AS moment, host, max_by(scan_id, time) AS scan_id,
    max_by(complete, time) AS complete
FROM scan_rows
WHERE time > (SELECT newest FROM moment) - INTERVAL 1455 MINUTE
    AND time <= (SELECT newest FROM moment) - INTERVAL 1440 MINUTE AND received >= "rows"
GROUP BY host;

-- "40 of 200, 1 in part": hosts that reported, that are expected, whose scan lacks sockets. Without
-- an inventory it is not known how many are expected.
CREATE OR REPLACE VIEW coverage AS
SELECT reported, known, known > 0 AND reported >= known AS everyone,
    CAST(reported AS VARCHAR) || ' of '
        || CASE WHEN known = 0 THEN '?' ELSE CAST(known AS VARCHAR) END
        || CASE WHEN partly = 0 THEN '' ELSE ', ' || CAST(partly AS VARCHAR) || ' in part' END
        AS hosts
FROM (
    SELECT count(*) AS reported,
        sum(CASE WHEN complete THEN 0 ELSE 1 END) AS partly
    FROM chosen_scans
    WHERE moment = 'now' AND (host IN (SELECT host FROM inventory)
        OR (SELECT count(*) FROM inventory) = 0)) AS reports
CROSS JOIN (SELECT count(DISTINCT host) AS known FROM inventory) AS expected;

-- Sockets of the chosen scans. program is the container or the unit.
CREATE OR REPLACE VIEW chosen_sockets AS
SELECT c.moment AS moment, s.host AS host, s.netns AS netns, s.proto AS proto, s.state AS state,
    s.role AS role, s.local_address AS local_address, s.local_port AS local_port,
    s.peer_address AS peer_address, s.peer_port AS peer_port, s.community_id AS community_id,
    s.exposure AS exposure, s.accept_queue AS accept_queue, s.accept_limit AS accept_limit,
    CASE WHEN s.container <> '' THEN s.container WHEN s.unit <> '' THEN s.unit
        ELSE '(no unit)' END AS program
FROM socket_rows AS s
JOIN chosen_scans AS c ON c.host = s.host AND c.scan_id = s.scan_id
WHERE s.time > (SELECT newest FROM moment) - INTERVAL 15 MINUTE
    OR s.time BETWEEN (SELECT newest FROM moment) - INTERVAL 1455 MINUTE
        AND (SELECT newest FROM moment) - INTERVAL 1440 MINUTE;

-- The ends of connections. Those on the loopback interface are of one network namespace, others of
-- one network.
CREATE OR REPLACE VIEW connection_ends AS
SELECT coalesce(i.network, '')
        || CASE WHEN local_address LIKE '127.%' OR local_address = '::1'
            OR local_address LIKE '::ffff:127.%'
            THEN '/' || s.host || '/' || CAST(netns AS VARCHAR) ELSE '' END AS scope,
    s.host AS host, netns, proto, role, community_id, program,
    CASE WHEN role = 'inbound' THEN local_port ELSE peer_port END AS port
FROM chosen_sockets AS s
LEFT JOIN inventory AS i ON i.host = s.host
WHERE moment = 'now' AND role IN ('inbound', 'outbound') AND state = 'established';

CREATE OR REPLACE VIEW connection_groups AS
SELECT scope, community_id, proto, max(port) AS port,
    sum(CASE WHEN role = 'outbound' THEN 1 ELSE 0 END) AS clients,
    sum(CASE WHEN role = 'inbound' THEN 1 ELSE 0 END) AS servers,
    max(CASE WHEN role = 'outbound' THEN host ELSE '' END) AS client_host,
    max(CASE WHEN role = 'outbound' THEN program ELSE '' END) AS client,
    max(CASE WHEN role = 'inbound' THEN host ELSE '' END) AS server_host,
    max(CASE WHEN role = 'inbound' THEN program ELSE '' END) AS server
FROM connection_ends GROUP BY scope, community_id, proto;

-- Several hosts can have equal private addresses (containers): then an ID belongs to several
-- connections, and ends of one host are paired. What cannot be paired has one end.
CREATE OR REPLACE VIEW shared_ids AS
SELECT scope, community_id, proto, port, role, host, program,
    CASE WHEN clients_in_netns > 0 AND servers_in_netns > 0
            THEN host || '/' || CAST(netns AS VARCHAR)
        WHEN clients_on_host = 1 AND servers_on_host = 1 THEN host
        ELSE host || '/' || CAST(netns AS VARCHAR) || '/' || role END AS pair
FROM (
    SELECT e.scope AS scope, e.community_id AS community_id, e.proto AS proto, e.port AS port,
        role, host, netns, program,
        sum(CASE WHEN role = 'outbound' THEN 1 ELSE 0 END) OVER here AS clients_in_netns,
        sum(CASE WHEN role = 'inbound' THEN 1 ELSE 0 END) OVER here AS servers_in_netns,
        sum(CASE WHEN role = 'outbound' THEN 1 ELSE 0 END) OVER on_host AS clients_on_host,
        sum(CASE WHEN role = 'inbound' THEN 1 ELSE 0 END) OVER on_host AS servers_on_host
    FROM connection_ends AS e
    JOIN (SELECT scope, community_id, proto FROM connection_groups
        WHERE clients > 1 OR servers > 1) AS g
    ON g.scope = e.scope AND g.community_id = e.community_id AND g.proto = e.proto
    WINDOW here AS (PARTITION BY e.scope, e.community_id, e.proto, host, netns),
        on_host AS (PARTITION BY e.scope, e.community_id, e.proto, host)) AS counted;

-- Connections, each once. A host that is empty: this end was not seen.
CREATE OR REPLACE VIEW connections AS
SELECT client_host, client, server_host, server, proto, port FROM connection_groups
WHERE clients <= 1 AND servers <= 1
UNION ALL
SELECT max(CASE WHEN role = 'outbound' THEN host ELSE '' END) AS client_host,
    max(CASE WHEN role = 'outbound' THEN program ELSE '' END) AS client,
    max(CASE WHEN role = 'inbound' THEN host ELSE '' END) AS server_host,
    max(CASE WHEN role = 'inbound' THEN program ELSE '' END) AS server,
    proto, max(port) AS port
FROM shared_ids GROUP BY scope, community_id, proto, pair;

-- Edges between programs on hosts.
CREATE OR REPLACE VIEW edges AS
SELECT client_host, client, server_host, server, proto, port, count(*) AS connections
FROM connections GROUP BY client_host, client, server_host, server, proto, port;

-- Who talks to whom.
CREATE OR REPLACE VIEW who_talks AS
SELECT CASE WHEN client_seen THEN e.client ELSE other END AS client,
    CASE WHEN server_seen THEN e.server ELSE other END AS server, proto, port, connections,
    client_hosts, server_hosts, hosts
FROM (SELECT hosts, CASE WHEN everyone THEN '(outside)' ELSE '(outside or not reported)' END
        AS other FROM coverage) AS c
LEFT JOIN (
    SELECT client, server, proto, port, sum(connections) AS connections,
        client_host <> '' AS client_seen, server_host <> '' AS server_seen,
        count(DISTINCT nullif(client_host, '')) AS client_hosts,
        count(DISTINCT nullif(server_host, '')) AS server_hosts
    FROM edges
    GROUP BY client, server, proto, port, client_host <> '', server_host <> '') AS e ON 1 = 1;

-- Who listens where, and how exposed.
CREATE OR REPLACE VIEW who_listens AS
SELECT program, proto, port, exposure, on_hosts, hosts
FROM (SELECT hosts FROM coverage) AS c
LEFT JOIN (
    SELECT program, proto, local_port AS port, exposure, count(DISTINCT host) AS on_hosts
    FROM chosen_sockets WHERE moment = 'now' AND role = 'listening'
    GROUP BY program, proto, local_port, exposure) AS l ON 1 = 1;

-- Which listener's queue fills: of each listener with something in its queue in the last hour, the
-- worst moment, the scans with more than half, and all scans of its host. 100 percent drops
-- connections.
CREATE OR REPLACE VIEW full_queues AS
SELECT host, program, local_address, port, worst_percent, scans_over_half, scans, hosts
FROM (SELECT hosts FROM coverage) AS c
LEFT JOIN (
    SELECT l.host AS host, program, local_address, port, worst_percent, scans_over_half, scans
    FROM (
        SELECT host, CASE WHEN container <> '' THEN container ELSE unit END AS program,
            local_address, local_port AS port,
            max(floor(100 * accept_queue / (accept_limit + 1))) AS worst_percent,
            sum(CASE WHEN 2 * accept_queue > accept_limit + 1 THEN 1 ELSE 0 END)
                AS scans_over_half
        FROM socket_rows
        WHERE state = 'listen' AND time > (SELECT newest FROM moment) - INTERVAL 1 HOUR
        GROUP BY host, CASE WHEN container <> '' THEN container ELSE unit END, local_address,
            local_port
        HAVING max(accept_queue) > 0) AS l
    JOIN (
        SELECT host, count(*) AS scans FROM scan_rows
        WHERE time > (SELECT newest FROM moment) - INTERVAL 1 HOUR GROUP BY host) AS s
    ON s.host = l.host) AS q ON 1 = 1;

-- What is new since yesterday: endpoints that listen now and did not at this time yesterday, on
-- hosts that reported both times. compared is the number of these hosts.
CREATE OR REPLACE VIEW new_listeners AS
SELECT host, program, proto, local_address, port, exposure, compared, hosts
FROM (SELECT hosts FROM coverage) AS c
CROSS JOIN (
    SELECT count(*) AS compared FROM chosen_scans
    WHERE moment = 'now' AND host IN (SELECT host FROM chosen_scans WHERE moment = 'before')) AS b
LEFT JOIN (
    SELECT host, program, proto, local_address, local_port AS port, max(exposure) AS exposure
    FROM chosen_sockets
    WHERE role = 'listening' AND host IN (SELECT host FROM chosen_scans WHERE moment = 'before')
    GROUP BY host, program, proto, local_address, local_port
    HAVING min(moment) = 'now') AS n ON 1 = 1;

-- Who still uses a port: SELECT * FROM port_users WHERE port = 5432. Of everything that is kept,
-- with the last time. If host is empty, nobody does, of the hosts that reported.
CREATE OR REPLACE VIEW port_users AS
SELECT p.port AS port, proto, role, host, program, peer_address, last_time, hosts
FROM (SELECT generate_series AS port FROM generate_series(1, 65535)) AS p
CROSS JOIN (SELECT hosts FROM coverage) AS c
LEFT JOIN (
    SELECT CASE WHEN role = 'outbound' THEN peer_port ELSE local_port END AS port, proto, role,
        host, CASE WHEN container <> '' THEN container ELSE unit END AS program, peer_address,
        max(time) AS last_time
    FROM socket_rows WHERE role IN ('inbound', 'outbound')
    GROUP BY CASE WHEN role = 'outbound' THEN peer_port ELSE local_port END, proto, role, host,
        CASE WHEN container <> '' THEN container ELSE unit END, peer_address) AS u
ON u.port = p.port;

-- Traffic of databases between hosts, at ports where programs do not encrypt unless somebody sets
-- it up. The kernel does not know what programs encrypt themselves: look at these.
CREATE OR REPLACE VIEW database_traffic AS
SELECT kind, client_host, client, server_host, server, port, connections, hosts
FROM (SELECT hosts FROM coverage) AS c
LEFT JOIN (
    SELECT kind, client_host, client, server_host, server, e.port AS port, connections
    FROM edges AS e
    JOIN (
        SELECT 3306 AS port, 'mysql' AS kind UNION ALL SELECT 5432, 'postgresql'
        UNION ALL SELECT 6379, 'redis' UNION ALL SELECT 27017, 'mongodb'
        UNION ALL SELECT 11211, 'memcached' UNION ALL SELECT 9042, 'cassandra'
        UNION ALL SELECT 1433, 'sqlserver' UNION ALL SELECT 1521, 'oracle'
        UNION ALL SELECT 8123, 'clickhouse' UNION ALL SELECT 9200, 'elasticsearch'
        UNION ALL SELECT 389, 'ldap') AS p ON p.port = e.port
    WHERE client_host <> server_host) AS d ON 1 = 1;
