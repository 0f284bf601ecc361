# SPDX-License-Identifier: MIT
# A name server that never answers delays the end until the time limit only, although the resolver
# itself would wait for minutes.
# shellcheck source=tests/integration/names.sh
. "$CASE_DIR/../names.sh"
name_server 0 0
hosts 20
soon() {
    status timeout 60 "$SOCKSTAT" --services="$SERVICES" -un "$@" 2>&1 | uniq
}
two=(-rH --columns=local 'port = 9 and src = 127.1.0.0/30')
soon --resolve-timeout=1 "${two[@]}"
echo 'no time at all:'
soon --resolve-timeout=0 "${two[@]}"
echo 'unsorted:'
soon --resolve-timeout=500ms --sort=none "${two[@]}" | sort
echo 'on a terminal:'
# shellcheck disable=SC2016 # for the inner shell
"$PYTHON" "$CASE_DIR/../helpers/terminal.py" 80 /bin/sh -c '"$0" "$@" 2>&1' "$SOCKSTAT" \
    -un --resolve-timeout=2 "${two[@]}" | tr '\r' '\n' | sed 's/ /_/g' | uniq
name_server_end > counts
echo 'repeatedly, the same threads still wait:'
name_server 0 0
soon --wait=2 --resolve-timeout=300ms -q 'port = 9 and local_host = elsewhere.example' |
    sed 's/[0-9]* of [0-9]* addresses/all addresses/'
name_server_end | sed 's/, [0-9]* questions.* at most/, at most/; s/once.*/once/'
kill "$hosts"
echo 'hints do not take the time again:'
name_server 0 0
hosts 2
soon --resolve-timeout=300ms local_host = elsewhere.example
name_server_end
echo 'until a server answers:'
name_server 0 0
sockstat -unq --wait=60 --resolve-timeout=300ms local_host = host-127-1-0-2.example 2> words &
waiting=$!
sleep 1
name_server_end > counts
name_server 0
status wait "$waiting"
