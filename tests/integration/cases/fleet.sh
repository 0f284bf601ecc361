# SPDX-License-Identifier: MIT
# Lines to collect from many hosts: the scan, the Community ID of both ends, no key without a value.
need jq
need_jsonschema
factory 'up lo' 'listen web 127.0.0.1 8080 backlog=8' 'listen dual :: 80 v6only=0' \
    'connect c1 127.0.0.1 8080 from=127.0.0.1,1001' 'accept s1 web' \
    'connect c2 127.0.0.1 80 from=127.0.0.1,1002' 'accept s2 dual' \
    'connect c3 ::1 80 from=::1,1003' 'accept s3 dual' \
    'udp dns 127.0.0.1 53' 'udp ask 127.0.0.1 1009 to=127.0.0.1,53'
sockstat --fleet > lines
echo 'every line has the same scan:'
jq -c '[.host != "", (.boot_id | length), (.time | length), (.scan_id | length)]' lines | uniq -c |
    tr -s ' '
jq -c '[.host, .boot_id, .time, .scan_id]' lines | sort -u | wc -l
echo 'another scan has another ID:'
sockstat --fleet | cat lines - | jq -r .scan_id | sort -u | wc -l
echo 'the rest:'
jq -c --arg netns "$(stat -Lc %i /proc/self/ns/net)" 'del(.host, .boot_id, .time, .scan_id)
    | if .netns == ($netns | tonumber) then .netns = "own" else . end
    | if .cookie then .cookie = "some" else . end | del(.unit, .container, .warnings)' lines
echo 'groups:'
sockstat --fleet --by role,community_id -t | jq -c 'select(.type == "group") |
    [.role, .community_id, .count]'
echo 'a filter finds both ends, with and without quotes:'
sockstat -tn --columns=local,peer 'community_id = 1:'"$(jq -r 'select(.local_port == 1002)
    | .community_id[2:]' lines)"
sockstat -tnH --columns=local,peer "community_id = \"$(jq -r 'select(.local_port == 1002)
    | .community_id' lines)\""
echo 'the schema:'
sockstat --fleet --by proto,state | tail -n 2 >> lines
sockstat --schema > schema.json
"$PYTHON" - << 'END'
import json
import jsonschema
with open("schema.json", encoding="utf-8") as file:
    valid = jsonschema.Draft7Validator(json.load(file)).is_valid
with open("lines", encoding="utf-8") as file:
    lines = [json.loads(line) for line in file]
print("as it came:", {line["type"]: valid(line) for line in lines})
print("accepted with the value changed:", [
    (line["type"], key) for line in lines for key in line if valid(line | {key: [{}]})])
print("accepted with the value null:", sorted({
    (line["type"], key) for line in lines for key in line if valid(line | {key: None})}))
print("accepted without the key:", sorted({
    key for line in lines for key in line
    if line["type"] != "socket" and valid({k: v for k, v in line.items() if k != key})}))
print("accepted:", [change for change in (
    {"type": "stream"}, {"type": "group", "count": -1}, {"scan_id": "123"}, {"sockets": []},
    {"community_id": "1:abc"}, {"proto": "tpc"}) if valid(lines[0] | change)])
END
