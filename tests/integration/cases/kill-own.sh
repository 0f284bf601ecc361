# SPDX-License-Identifier: MIT
# --kill does not end the connection of a process from which sockstat was started, as that of sshd,
# unless it is selected by its cookie.
. "$CASE_DIR/../victims.sh"
need jq setpriv
factory 'up lo'
victims tcp
# A root without CAP_SYS_PTRACE, as in a container, can list the descriptors of this process, but
# not read them.
kills_contained() {
    status setpriv --bounding-set=-sys_ptrace --inh-caps=-sys_ptrace "$SOCKSTAT" -Kn --yes \
        --columns=peer,result,result_reason "$@" 2>&1 | sed 's,/proc/[0-9]*,/proc/PID,'
}
(
    exec 9<> /dev/tcp/127.0.0.1/5000
    # of its own, too: it inherits the descriptor
    kills --columns=peer,result,result_reason 'peer_port = 5000 and local_port != 6000'
    echo '-- a process with more capabilities cannot be read'
    kills_contained 'peer_port = 5000' --sort=result 9>&-
    kills --columns=peer,result,result_reason --yes 'peer_port = 5000' --sort=result 9>&-
    cookie=$(sockstat -tj 'peer_port = 5000 and local_port != 6000' | jq -r '.sockets[].cookie')
    status sockstat -K --yes --columns=result "cookie = $cookie" 9>&-
    read -r <&9 || echo 'the connection has ended'
) 2> /dev/null
