# SPDX-License-Identifier: MIT
# --follow ends when nobody reads the socket that is its output, and by a signal while a full pipe
# has no room.
ip link set lo up
"$PYTHON" - "$SOCKSTAT" << 'END'
import array, fcntl, os, signal, socket, subprocess, sys, termios, time

command = [sys.argv[1], "-E", "-n", "--trace=none", "--jsonl", "--events=existing,open,close"]


def start(protocol, output):
    return subprocess.Popen([*command, protocol], stdin=subprocess.DEVNULL, stdout=output,
                            stderr=subprocess.DEVNULL)


def end_of(process):
    try:
        return process.wait(60)
    except subprocess.TimeoutExpired:
        process.kill()
        return "it did not end"


ours, theirs = socket.socketpair()
process = start("-t", theirs)
theirs.close()
while b'"begin"' not in ours.recv(65536, socket.MSG_PEEK):
    time.sleep(0.1)
ours.settimeout(3)
try:
    while ours.recv(65536):
        pass
except TimeoutError:
    pass
ours.close()
print("the reader of a socket is gone:", end_of(process))

held = [socket.socketpair() for _ in range(400)]
reader, writer = os.pipe()
process = start("-x", writer)
os.close(writer)
# It waits only for room: there is none, and nobody reads.
before, since = -1, 0
while since < 20:
    size = array.array("i", [0])
    fcntl.ioctl(reader, termios.FIONREAD, size)
    since = since + 1 if size[0] == before and size[0] > 32768 else 0
    before = size[0]
    time.sleep(0.1)
process.send_signal(signal.SIGTERM)
print("a signal while a pipe is full:", end_of(process))
END
