# SPDX-License-Identifier: MIT
# JSON of several network namespaces, of those that are skipped, and of groups conforms to the
# schema.
need_jsonschema
own_netns_names
need_nobody
netns one
factory_in one 'up lo' 'listen a 127.0.0.1 8080'
factory 'up lo' 'listen a 127.0.0.1 8080'
sockstat --schema > schema.json
validate() {
    "$PYTHON" "$CASE_DIR/../helpers/validate.py" schema.json "$@" | sed 's/: valid, .*/: valid/'
}
sockstat -tlj -N one > single
sockstat -taj -N one,self > both 2> words # SYN-RECV is not searched for
sockstat_as_nobody -tj -N one > skipped 2> /dev/null || true
sockstat -tj -N one --by netns,netns_id,netns_name,netns_pid > groups
sockstat -tl --jsonl -N one,self > lines
validate single both skipped
validate --groups groups
validate --jsonl lines
