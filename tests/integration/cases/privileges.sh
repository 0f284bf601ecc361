# SPDX-License-Identifier: MIT
# What each user can see. Each line: the user; the exit status of -tlnp, and with --strict; mark and
# owner of a socket of root and of one of nobody; the source of tcp and "complete" in JSON. Then the
# messages on stderr, which must equal "warnings" in JSON.
need jq setpriv
need_nobody
need_own_user_namespaces
need_mounts
nobody_with +perfmon,+bpf true 2> /dev/null || skip 'setpriv does not know cap_perfmon or cap_bpf'
user=(setpriv --reuid=65534 --regid=65534 --clear-groups)
mkdir empty
mount --bind empty empty
chmod 777 empty
mkdir as-nobody
cp "$HELPERS/factory" as-nobody/real
cat > as-nobody/factory << END
#!/bin/sh
exec ${user[*]} $PWD/as-nobody/real "\$@"
END
chmod 755 as-nobody as-nobody/*
cp "$HELPERS/refuse" refuse
export GCOV_PREFIX=$PWD

# Runs a command where /proc is mounted with these options.
with_proc() {
    # shellcheck disable=SC2016
    unshare --mount "$BASH" -c 'mount -t proc -o "$1" proc /proc || exit 99
        readlink /proc/1/fd/0 > /dev/null 2>&1 || mount --bind empty /proc/1/fd 2> /dev/null
        readlink /proc/1/fd/0 > /dev/null 2>&1 || mount --bind empty /proc/1/task 2> /dev/null
        shift; exec "$@"' sh "$@"
}

look() {
    "${who[@]}" ./sockstat --services=services --owners=proc -tlnp "$@"
}

# says NAME COMMAND...: what the program says when it is run by this command.
says() {
    local name=$1 exit=0 strict=0
    shift
    who=("$@")
    look -H --columns=local_port,mark,owner > rows 2> words || exit=$?
    look --strict -q > /dev/null 2>&1 || strict=$?
    printf '%-28s %s %s  %s' "$name" "$exit" "$strict" "$(tr -s ' \n' ' ' < rows)"
    look --json --columns=local_port,mark,owner 2> again > document || true
    jq -r '[" ", .sources.tcp, .complete] | join(" ")' document
    cmp words again
    jq -r '.warnings[] | "sockstat: " + .' document | cmp - words
    sed 's/^sockstat: /    /; s/process [0-9]*/process N/' words
}

with_proc subset=pid true 2> /dev/null || skip 'procfs cannot be mounted with subset=pid here'
hide_unreadable_process
factory 'up lo' 'listen a 127.0.0.1 8080 mark=42'
HELPERS=as-nobody factory 'listen b 127.0.0.1 8081'

says root env
says 'root, no capability' setpriv --bounding-set=-all --inh-caps=-all
says nobody nobody_with ''
for capability in net_admin sys_ptrace dac_read_search bpf perfmon sys_admin; do
    says "nobody, $capability" nobody_with "+$capability"
done
says 'nobody, ptrace+dac_search' nobody_with +sys_ptrace,+dac_read_search
says 'nobody, admin+ptrace+dac' nobody_with +net_admin,+sys_ptrace,+dac_read_search
says 'root of a user namespace' nobody_with '' unshare --user --map-root-user
for options in hidepid=1 hidepid=2 subset=pid; do
    says "root, $options" with_proc "$options" env
    says "nobody, $options" with_proc "$options" "${user[@]}"
done
says 'root, other pid namespace' unshare --pid --fork --mount-proc
says 'root, no netlink' ./refuse netlink=EPERM
says 'nobody, no netlink' nobody_with '' ./refuse netlink=EPERM
says 'nobody, no netlink, subset' with_proc subset=pid "${user[@]}" ./refuse netlink=EPERM
