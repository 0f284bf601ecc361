# SPDX-License-Identifier: MIT
# --kill ends nothing if too many sockets match, the user may not, or the filter depends on what
# cannot be read.
. "$CASE_DIR/../victims.sh"
need jq
need_nobody
factory 'up lo'
victims tcp udp
echo '-- more than --max'
kills --yes --max=1 ':5000 and state established'
kills --max=1 ':5000 and state established'
kills --yes --max=0 ':7'
sees tcp-c tcp-a
echo '-- nobody'
cookie=$(sockstat -tj 'local_port = 6000' | jq -r '.sockets[].cookie')
as_nobody() {
    status sockstat_as_nobody -Kn --columns=local,result,result_reason "$@" 2>&1 |
        sed 's,/proc/[0-9]*,/proc/PID,'
}
as_nobody --yes "cookie = $cookie"
as_nobody --yes ':5000 and state established'
as_nobody --yes 'process = nosuch and :5000'
as_nobody --yes ':7'
sees tcp-c tcp-a
echo '-- another cookie, another port'
kills --yes "port = 6000 and cookie = 1$cookie" | sed "s/$cookie/COOKIE/g"
kills --yes "port = 5003 and cookie = $cookie" | sed "s/$cookie/COOKIE/g"
sees tcp-c
echo '-- without sock_diag'
status "$HELPERS/refuse" netlink=EPERM "$SOCKSTAT" -Kn --yes --columns=local,result,result_reason \
    ':5003' 2>&1
echo '-- a signal that came before the first request'
cat > pending.py << 'END'
import os, signal, sys
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
os.kill(os.getpid(), signal.SIGTERM)
os.execv(sys.argv[1], sys.argv[1:])
END
status "$PYTHON" pending.py "$SOCKSTAT" -Kn --yes --columns=local,result,result_reason ':5003' 2>&1
sees tcp-c
echo '-- by cookie'
kills --yes "cookie = $cookie" | sed "s/$cookie/COOKIE/g"
sees tcp-c
echo '-- the columns, by number and in JSON'
sockstat -Kj ':5003' 2> /dev/null | jq -c '.sockets[] | [.proto, .result, .result_reason]'
sockstat -K --csv -H --columns=result ':5003' 2> /dev/null
sockstat -Kj -l ':5000' 2> /dev/null | jq -c '.warnings'
sockstat -K --details ':5003' 2> /dev/null | grep -w result | tr -s ' '
echo '-- processes that nobody can read may hold what matches'
victims nobody listeners
as_nobody --yes -l 'process = python* and :5002'
