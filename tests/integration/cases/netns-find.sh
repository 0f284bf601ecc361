# SPDX-License-Identifier: MIT
# Network namespaces that are found by their processes and mount points, by root and by nobody.
need ip
need_mounts
need_nobody
cp "$HELPERS/netns_list" .
chmod 755 netns_list
# Names that the host gave are copies here, and would keep its namespaces.
awk '/ - nsfs / { print $5 }' /proc/self/mountinfo | while read -r path; do
    umount "$path" 2> /dev/null || true
done
mount -t tmpfs tmpfs /run 2> /dev/null || skip 'cannot mount a tmpfs here'
mkfifo ready
chmod 666 ready
exec {READY}<> ready
started=()
live() { # NAME COMMAND...: keeps a process of COMMAND, called NAME in the output
    local name=$1
    shift
    "$@" sh -c 'echo > ready; exec sleep infinity' &
    started+=("$!:$name")
    read -r -u "$READY"
}
# Only the kernel's own list has the namespaces of the rest of the host.
sees() {
    local pair expressions=()
    for pair in "${started[@]}"; do
        expressions+=(-e "s/pid([=:])${pair%:*}\\b/pid\\1${pair#*:}/; s/process ${pair%:*}\b/process ${pair#*:}/")
    done
    { echo "$ $*"; "$@"; } | sed -E "${expressions[@]}" -e '/^kernel /d; /counted: /d' \
        -e 's/^own (.*) pid=[0-9]+/own \1 pid=N/; s/[1-4][0-9]{9}/NUMBER/' -e "s|$PWD|PWD|"
}
inode() { stat -L -c %i "$1"; }
all() { sees ./netns_list all; }
# shellcheck disable=SC2154 # lib.sh has it
all_as_nobody() { sees "${nobody[@]}" ./netns_list "$@"; }

ip netns add web
ip netns add database
touch 'my web'
mount --bind /run/netns/web 'my web'
mkdir -p /run/docker/netns /run/other
for path in /run/docker/netns/9a9a /run/other/9a9a /run/docker/netns/only; do
    touch "$path"
done
mount --bind /run/netns/database /run/docker/netns/only
live NAMELESS unshare --net
live WEB nsenter --net=/run/netns/web
echo '-- root'
all
for which in web only database,web pid:"${started[0]%:*}" self,web "$PWD/my web" \
    "$(inode /run/netns/web)" "net:[$(inode /run/netns/database)]" "$(inode /proc/self/ns/net)"; do
    sees ./netns_list "$which"
done
echo '-- not found'
sees ./netns_list wep
sees ./netns_list nothing
sees ./netns_list 4294967295
sees ./netns_list pid:2147483647
sees ./netns_list /etc/passwd ./missing
sees setsid -w ./netns_list /dev/tty # without a terminal, opening it fails
sees ./netns_list web missing
touch /run/netns/stale
sees ./netns_list stale
mount --bind /run/netns/web /run/docker/netns/9a9a
mount --bind /run/netns/database /run/other/9a9a
sees ./netns_list 9a9a
echo '-- nobody'
need_own_user_namespaces
live USER "${nobody[@]}" unshare --user --map-root-user --net
all_as_nobody all
all_as_nobody web pid:"${started[1]%:*}"
echo '-- the right to enter, but not to read processes'
# The nameless one can be entered only where the kernel's list can be read.
sees nobody_with +sys_admin ./netns_list all | grep -v NAMELESS
echo '-- nobody, and /proc hides processes'
mount -t proc -o hidepid=2 proc /proc 2> /dev/null || skip 'cannot mount procfs with hidepid here'
all_as_nobody all
umount /proc
echo '-- no procfs'
mkdir empty
sees ./netns_list --proc empty all
sees ./netns_list --proc missing all
sees ./netns_list --proc missing self
echo '-- too few descriptors'
few() { (ulimit -Sn 8 && ulimit "$@" && ./netns_list all) | sed '/^kernel /d; s/.*: //' | sort | uniq -c; }
few -Hn 8 | grep 'Too many'
few -Sn 8 | grep -c 'Too many' || true
for pair in "${started[@]}"; do
    kill "${pair%:*}"
done
