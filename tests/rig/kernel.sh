#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# kernel.sh BUILD VERSION [--ss] [CASE...]: fetches Debian's newest kernel of this version (6.1),
# does not install it, boots it in qemu and runs integration tests there, on what BUILD has. With
# --ss it first makes sockets of all kinds there and compares what sockstat and ss list of them. The
# virtual machine sees the files of this one, cannot write them, and has no network.
set -eu -o pipefail

version=$2
top=$PWD
build=$(realpath "$1")
kernel=$build/kernels/$version
shift 2
with_ss=
[ "${1:-}" != --ss ] || { with_ss=yes; shift; }
# Not all of these are loaded when a socket or a dump asks for them.
modules='udp_diag tcp_diag raw_diag mptcp_diag unix_diag af_packet_diag netlink_diag sctp sctp_diag'
modules+=' vsock vsock_loopback vsock_diag tipc smc smc_diag xsk_diag'

skip() {
    echo "Linux $version: skipped: $1 (sh tests/deps.sh kernel)"
    exit 0
}

for command in qemu-system-x86_64 apt-get dpkg-deb depmod modprobe busybox cpio gzip xz; do
    command -v "$command" > /dev/null || skip "$command is not installed"
done

unpack() {
    local package
    package=$(apt-cache pkgnames "linux-image-$version." | sort -V |
        grep -E '^linux-image-[0-9.]+(-[0-9]+|\+deb[0-9]+)-amd64$' | tail -n 1) ||
        skip "apt has no kernel of that name"
    rm -rf "$kernel" "$kernel.new"
    mkdir -p "$kernel.new"
    (cd "$kernel.new" && apt-get download -q "$package" > log 2>&1) ||
        skip "apt-get: $(tail -n 1 "$kernel.new/log")"
    dpkg-deb -x "$kernel.new"/*.deb "$kernel.new"
    rm "$kernel.new"/*.deb
    depmod -b "$kernel.new" "$(ls "$kernel.new/lib/modules")"
    mv "$kernel.new" "$kernel"
}

[ -d "$kernel" ] || unpack
release=$(ls "$kernel/lib/modules")

# A first root directory, of what it takes to mount this machine's.
first=$kernel/first
rm -rf "$first"
mkdir -p "$first"/{bin,modules,lower,changes,root}
cp "$(command -v busybox)" "$first/bin"
modprobe -d "$kernel" -S "$release" --show-depends -a virtio_pci 9pnet_virtio 9p overlay |
    awk '$1 == "insmod" && !seen[$2]++ { print $2 }' |
    while read -r module; do
        name=$(basename "$module" .xz)
        if [ "$module" = "${module%.xz}" ]; then cat "$module"; else xz -dc "$module"; fi \
            > "$first/modules/$name"
        echo "busybox insmod /modules/$name"
    done > "$first/load"
cat > "$first/init" << 'END'
#!/bin/busybox sh
. /load
busybox mount -t 9p -o ro,trans=virtio,version=9p2000.L,msize=262144,cache=loose host /lower
busybox mount -t tmpfs changes /changes
busybox mkdir /changes/upper /changes/work
busybox mount -t overlay -o lowerdir=/lower,upperdir=/changes/upper,workdir=/changes/work \
    root /root
busybox cp /begin /root/
exec busybox switch_root /root /bin/bash /begin
END
chmod 755 "$first/init"

# Then, in this machine's files; modules that sockets need are loaded when they are asked for.
cat > "$first/begin" << END
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
ln -s /proc/self/fd /dev/fd
mkdir -p /dev/shm /dev/pts /lib/modules
mount -t devpts devpts /dev/pts
mount -t tmpfs tmpfs /run
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mount --bind '$kernel/lib/modules' /lib/modules
cd '$top'
uname -srv
status=0
if [ -n '$with_ss' ]; then
    for module in $modules; do modprobe \$module 2> /dev/null || echo no \$module; done
    /usr/bin/python3 tests/rig/compare_ss.py '$build' || status=1
fi
[ -z '$*' ] || tests/integration/run --build '$build' $* || status=1
echo "status \$status"
echo b > /proc/sysrq-trigger
END
(cd "$first" && find . | cpio -o --quiet -H newc | gzip -1) > "$kernel/first.img"

# Not by KVM, which may hang where this machine is a virtual one.
timeout -s KILL 3600 qemu-system-x86_64 -machine accel=tcg -cpu max -smp 1 -m 2048 -no-reboot \
    -nodefaults -display none -serial stdio -kernel "$kernel/boot/vmlinuz-$release" \
    -initrd "$kernel/first.img" -append 'console=ttyS0 loglevel=1 panic=-1' \
    -virtfs 'local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap' \
    < /dev/null | sed -u 's/\r$//' | tee "$kernel/log"
grep -q '^status 0$' "$kernel/log"
