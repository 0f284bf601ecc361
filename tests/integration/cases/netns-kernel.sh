# SPDX-License-Identifier: MIT
# first PID namespace
# Network namespaces without a process of their own and without a name: the kernel's list has them.
need_real_users
[ "$(id -u)" -eq 0 ] || skip 'needs root'
mkfifo stop inodes
"$PYTHON" - > inodes << 'END' &
import ctypes, os, socket, sys, threading

CLONE_NEWNET = 0x40000000
libc = ctypes.CDLL(None, use_errno=True)


def check(result):
    if result != 0:
        raise OSError(ctypes.get_errno(), "namespaces")


def inode():
    return os.stat("/proc/thread-self/ns/net").st_ino


def in_thread():
    check(libc.unshare(CLONE_NEWNET))
    inodes.append(inode())
    entered.set()
    threading.Event().wait()


home = os.open("/proc/self/ns/net", os.O_RDONLY)
inodes = []
kept = []
for keep in lambda: socket.socket(), lambda: os.open("/proc/self/ns/net", os.O_RDONLY):
    check(libc.unshare(CLONE_NEWNET))
    inodes.append(inode())
    kept.append(keep())
    check(libc.setns(home, CLONE_NEWNET))
entered = threading.Event()
threading.Thread(target=in_thread, daemon=True).start()
entered.wait()
print(*inodes, flush=True)
open("stop").read()
END
read -r socket descriptor thread < inodes
list() {
    "$HELPERS/netns_list" "$@" | sed -E 's/^own .*/own/; s/[1-4][0-9]{9}/NUMBER/'
}
list "$socket" > first
if grep -q '^error: ' first; then
    echo > stop
    skip 'the list cannot be read by BPF, or namespaces not opened by it, which needs Linux 6.18'
fi
for which in "$socket" "$descriptor" "$thread"; do
    list "$which"
done
list all | grep '^counted' | sed -E 's/[0-9]+/N/'
all=$("$HELPERS/netns_list" all | grep -c '^kernel ')
[ "$all" -ge 3 ] || echo "only $all"
echo '-- with the right to read the list, but not to enter'
cp "$HELPERS/netns_list" .
chmod 755 . netns_list
nobody_with +bpf,+perfmon ./netns_list all | sed -nE 's/([3-9]|[1-9][0-9]+) cannot/some cannot/p'
nobody_with +bpf,+perfmon ./netns_list "$socket" | sed -E 's/[1-4][0-9]{9}/NUMBER/; /^own /d'
echo > stop
wait
