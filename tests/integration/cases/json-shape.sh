# SPDX-License-Identifier: MIT
# One complete JSON document, without the values that vary between runs.
factory 'up lo' 'comm daemon' 'listen a 127.0.0.1 8080 backlog=5' 'udp b 127.0.0.1 53'
echo 'web 8080/tcp' > services
sockstat -jp --services=services > document
python3 -m json.tool document > /dev/null
sed -E 's/("(inode|pid|uid)":)[0-9]+/\1N/g; s/("(cookie|cgroup_id|tool|host|boot_id|time|user)":)"[^"]*"/\1"..."/g
        s/"mark":(0|null)/"mark":M/g; s/"fds":\[[0-9]+\]/"fds":[N]/g' document
echo 'one object a line:'
sockstat --jsonl -l --columns=proto,local_port | sed -E 's/("(tool|host|time)":)"[^"]*"/\1"..."/g'
