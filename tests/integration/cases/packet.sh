# SPDX-License-Identifier: MIT
# Packet sockets: devices, protocols, rings, fanout groups, filters and memberships.
need jq
need_nobody
need_jsonschema
need ip
ip link set lo up
mkfifo ready
"$PYTHON" - > ready << 'END' &
import ctypes, signal, socket, struct

SOL_PACKET = 263
MEMBERSHIP, RX_RING, AUXDATA, ORIGDEV = 1, 5, 8, 9
VERSION, RESERVE, TX_RING, FANOUT = 10, 12, 13, 18
held = []


def make(kind=socket.SOCK_RAW, protocol=0, device=None):
    held.append(socket.socket(socket.AF_PACKET, kind, 0 if device else socket.htons(protocol)))
    if device:
        held[-1].bind((device, protocol))
    return held[-1]


make()
make(socket.SOCK_DGRAM, 3)
make(protocol=0x88CC, device="lo")
ring = make()
ring.setsockopt(SOL_PACKET, VERSION, 2)
ring.setsockopt(SOL_PACKET, RX_RING, struct.pack("=7I", 65536, 2, 2048, 64, 60, 0, 0))
ring.bind(("lo", 0x86DD))
sender = make()
sender.setsockopt(SOL_PACKET, RESERVE, 16)
sender.setsockopt(SOL_PACKET, TX_RING, struct.pack("=4I", 4096, 2, 2048, 4))
for _ in range(2):
    make(protocol=0x0800, device="lo").setsockopt(SOL_PACKET, FANOUT, 42 | 2 << 16)
member = make(protocol=0x0806, device="lo")
for kind, address in (0, b"\1\0\x5e\0\0\1"), (1, b""):
    request = struct.pack("=iHH8s", socket.if_nametoindex("lo"), kind, len(address), address)
    member.setsockopt(SOL_PACKET, MEMBERSHIP, request)
member.setsockopt(SOL_PACKET, AUXDATA, 1)
member.setsockopt(SOL_PACKET, ORIGDEV, 1)
filtered = make(protocol=0x8100, device="lo")
program = ctypes.create_string_buffer(struct.pack("=HBBIHBBI", 0x28, 0, 0, 12, 6, 0, 0, 65535))
filtered.setsockopt(socket.SOL_SOCKET, 26, struct.pack("@HP", 2, ctypes.addressof(program)))
print("ready", flush=True)
signal.pause()
END
holder=$!
read -r _ < ready
rows() {
    echo "$ sockstat $*"
    status sockstat "$@" 2>&1 | grep -v 'outside of this PID namespace' | sed "s/\b$holder\b/PID/"
}
rows -A packet
rows -A packet -p --columns=local,owner,processes
rows -A packet -H device = lo --columns=local,device,device_index
rows -A packet -H not has device --columns=local
rows -A packet -H ethertype = 0x88cc
rows -A packet -H ethertype = 35020 --columns=local
rows -A packet -H has fanout_id --columns=local,fanout_id,fanout_type
rows -A packet -H has rx_ring_blocks --columns=local,packet_version,rx_ring_block_bytes,rx_ring_retire_ms
rows -A packet -H 'filter_instructions > 0' --columns=local,filter_instructions
rows -A packet -H type = dgram --columns=local
rows -A packet -H --by device
rows -A packet -s
rows -A packet --csv -H --columns=type,ethertype,device
sockstat -A packet -je > json 2> words
jq -c '.sockets[] | [.type, .state, .ethertype, .device, .packet_version, .packet_running,
    .packet_auxdata, .packet_origdev, .packet_reserve, .memberships, .filter_instructions]' json |
    sort # inodes, which decide between equal ends, come in no order
jq -c '.sockets[] | select(.fanout_id) | [.fanout_id, .fanout_type]' json
jq -c '.sockets[] | select(.rx_ring_blocks) | [.rx_ring_block_bytes, .rx_ring_blocks,
    .rx_ring_frame_bytes, .rx_ring_frames, .rx_ring_retire_ms]' json
jq -c '.sockets[] | select(.tx_ring_blocks) | [.tx_ring_block_bytes, .tx_ring_blocks,
    .tx_ring_frame_bytes, .tx_ring_frames]' json
jq -c '[.sources, .duplicates, .complete]' json
sockstat --schema > schema
"$PYTHON" "$CASE_DIR/../helpers/validate.py" schema json
echo "$ as nobody: has filter_instructions"
status sockstat_as_nobody -A packet -H has filter_instructions 2>&1
kill "$holder"
