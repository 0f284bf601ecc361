# SPDX-License-Identifier: MIT
# contrib/metrics/sockstat-metrics answers requests, and never serves a part of the metrics.
factory 'up lo' 'listen a 127.0.0.1 8080'
script=$CASE_DIR/../../../contrib/metrics/sockstat-metrics
# ask REQUEST [SOCKSTAT]: the status of the response, its type, and the last line of its body.
ask() {
    # shellcheck disable=SC2059 # the request is a format
    printf "$1" | SOCKSTAT=${2:-$SOCKSTAT} "$script" 2> words | tr -d '\r' > response
    echo "${1%%\\r*}"
    sed -n '1p; s/^Content-Type: //p; $p' response |
        sed 's/version="[^"]*"/version="N"/; s/^./    &/'
}
openmetrics='Accept: application/openmetrics-text; version=1.0.0\r\n'
ask 'GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n'
ask "GET / HTTP/1.1\\r\\n$openmetrics\\r\\n"
ask 'HEAD / HTTP/1.1\r\n\r\n'
ask 'POST / HTTP/1.1\r\n\r\n'
ask 'GET /other HTTP/1.1\r\n\r\n'
ask 'GET /\r\n\r\n'
ask 'GET / HTTP/1.1\r\nHost: a'
echo 'no request:'
ask ''
echo 'a filter that matches nothing, and metrics that are not complete:'
ask 'GET / HTTP/1.1\r\n\r\n' "$SOCKSTAT port = 9"
ask 'GET / HTTP/1.1\r\n\r\n' "$SOCKSTAT --source=proc --strict"
echo 'no program, and a wrong option:'
ask 'GET / HTTP/1.1\r\n\r\n' ./none
ask 'GET / HTTP/1.1\r\n\r\n' "$SOCKSTAT --no-such-option"
mkdir bin
ln -s "$SOCKSTAT" bin/sockstat
echo 'without SOCKSTAT, the program that PATH has:'
printf 'GET / HTTP/1.1\r\n\r\n' | env -u SOCKSTAT PATH="$PWD/bin:$PATH" "$script" 2> words |
    sed -n '1s/\r//p'
echo 'metrics that are cut off:'
cat > cut-off << END
#!/bin/sh
"$SOCKSTAT" "\$@" | head -c -2
exit 3
END
chmod +x cut-off
ask 'GET / HTTP/1.1\r\n\r\n' ./cut-off
ask "GET / HTTP/1.1\\r\\n$openmetrics\\r\\n" ./cut-off
