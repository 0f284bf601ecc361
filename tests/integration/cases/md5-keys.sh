# SPDX-License-Identifier: MIT
# The kernel sends the keys of TCP-MD5 in clear to users with CAP_NET_ADMIN. They are counted, and
# nowhere else: in no output, and not in memory or a core file after the sockets are read.
need_nobody
factory 'up lo'
md5=("$PYTHON" "$CASE_DIR/../helpers/md5.py")
mkfifo started
"${md5[@]}" listen 700 > started &
holder=$!
read -r answer < started || exit 1
[ "$answer" = ready ] || skip "$answer"
keys=(-tanH --csv '--columns=local_port,md5_keys')
ports='local_port < 9000 and'
sockstat "${keys[@]}" "$ports has local_port"
for filter in 'md5_keys > 1' 'md5_keys = 0' 'not has md5_keys'; do
    echo "-- $filter"
    status sockstat "${keys[@]}" "$ports $filter" 2>&1
    status sockstat_as_nobody "${keys[@]}" "$ports $filter" 2>&1
done
echo '-- as nobody, by an option, a key, an order, and not asked for'
for options in --tcp-options --columns=+md5_keys --sort=md5_keys --details -i \
    '--details --tcp-options'; do
    # shellcheck disable=SC2086
    sockstat_as_nobody -tan $options 2>&1 > /dev/null | sed "/owners/d; s/^/$options: /"
done
sockstat_as_nobody -tanq --tcp-options
sockstat -tan --tcp-options 2>&1 | grep -c cap_net_admin || true
sockstat -tan -ie > table
sockstat -tan -ie --tcp-options --json > json
sockstat -tan -ie --tcp-options --jsonl > jsonl
sockstat -tan -ie --tcp-options --csv > csv
sockstat -tan -ie --tcp-options --null > null
sockstat "${keys[@]}" > columns
grep -ac 20001 table json jsonl csv null columns
"${md5[@]}" find table json jsonl csv null columns
for format in -i --json --jsonl '--csv --sort=none'; do
    # shellcheck disable=SC2086
    "${md5[@]}" held "$SOCKSTAT" -tani --tcp-options $format
    # Landlock forbids the core file.
    # shellcheck disable=SC2086
    "${md5[@]}" held "$SOCKSTAT" --no-sandbox -tani --tcp-options $format
done
kill "$holder"
