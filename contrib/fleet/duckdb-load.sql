-- SPDX-License-Identifier: MIT
-- Loads files of sockstat-collect. Set the pattern of their names before:
--     SET VARIABLE files = '/var/spool/sockstat/*.jsonl.gz';
-- A scan that is there already is not loaded again, and of several files of a scan the longest is
-- taken. So it does no harm to load a file twice, late, or first in part. Run it as a transaction.

CREATE OR REPLACE TEMP TABLE lines AS
SELECT * FROM read_json(getvariable('files'), format = 'newline_delimited', filename = true,
    columns = {
        type: 'VARCHAR', host: 'VARCHAR', "time": 'TIMESTAMP', scan_id: 'VARCHAR',
        netns: 'UBIGINT', proto: 'VARCHAR', state: 'VARCHAR', role: 'VARCHAR',
        local_address: 'VARCHAR', local_port: 'USMALLINT', peer_address: 'VARCHAR',
        peer_port: 'USMALLINT', community_id: 'VARCHAR', exposure: 'VARCHAR',
        accept_queue: 'UINTEGER', accept_limit: 'UINTEGER', unit: 'VARCHAR',
        container: 'VARCHAR', cookie: 'VARCHAR', "rows": 'UBIGINT', complete: 'BOOLEAN'});

-- One file for each scan that has an end and is not loaded.
CREATE OR REPLACE TEMP TABLE wanted AS
SELECT host, scan_id, time, max("rows") AS "rows", bool_and(complete) AS complete,
    max_by(filename, lines_of_file) AS filename, max(lines_of_file) - 1 AS received
FROM (
    SELECT host, scan_id, time, filename, max("rows") AS "rows", bool_and(complete) AS complete,
        count(*) AS lines_of_file
    FROM lines GROUP BY host, scan_id, time, filename HAVING count("rows") = 1) AS f
WHERE NOT EXISTS (
    SELECT 1 FROM scan_rows AS s WHERE s.host = f.host AND s.scan_id = f.scan_id)
GROUP BY host, scan_id, time;

INSERT INTO socket_rows
SELECT l.host, l.scan_id, l.time, l.netns, l.proto, l.state, coalesce(l.role, ''),
    coalesce(l.local_address, ''), coalesce(l.local_port, 0), coalesce(l.peer_address, ''),
    coalesce(l.peer_port, 0), coalesce(l.community_id, ''), coalesce(l.exposure, ''),
    coalesce(l.accept_queue, 0), coalesce(l.accept_limit, 0), coalesce(l.unit, ''),
    coalesce(l.container, ''), coalesce(l.cookie, '')
FROM lines l JOIN wanted w ON w.host = l.host AND w.scan_id = l.scan_id AND w.filename = l.filename
WHERE l.type = 'socket';

INSERT INTO scan_rows SELECT host, scan_id, time, "rows", received, complete FROM wanted;

DROP TABLE lines;
DROP TABLE wanted;
