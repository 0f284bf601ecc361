# SPDX-License-Identifier: MIT
# About 300 deceptive process names in a graph: a reader of the DOT language finds these names and
# no other attribute, and Graphviz draws them as they are.
hide_unreadable_process
ip link set lo up
mkfifo ready
"$PYTHON" - "$CASE_DIR/../helpers" > ready << 'END_OF_SCENE' &
import ctypes, os, signal, socket, sys
sys.path.insert(0, sys.argv[1])
from hostile_names import NAMES

libc = ctypes.CDLL(None)
for number, name in enumerate(NAMES):
    done, tell = os.pipe()
    if os.fork() == 0:
        libc.prctl(15, ctypes.c_char_p(name[:15]), 0, 0, 0)
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sock.connect(("127.0.0.1", 1000 + number))
        os.write(tell, b".")
        signal.pause()
    os.read(done, 1)
print("ready", flush=True)
signal.pause()
END_OF_SCENE
read -r _ < ready
sockstat -un --dot --by comm > graph
sockstat -un --dot > whole
for graph in graph whole; do
    command -v dot > /dev/null || break
    dot -Tsvg $graph > $graph.svg
    dot -Tcanon $graph > canon
    dot -Tcanon canon | cmp - canon
done
"$PYTHON" - "$CASE_DIR/../helpers" << 'END_OF_CHECK'
import os, sys
import xml.etree.ElementTree as ElementTree
sys.path.insert(0, sys.argv[1])
import dot, hostile_read
from hostile_names import NAMES

for name in "graph", "whole":
    with open(name, "rb") as file:
        graph = dot.Graph(file.read())
    print(name, "connections:", graph.connections() == len(NAMES))
    if os.path.exists(name + ".svg"):
        dot.compare_picture(graph, ElementTree.parse(name + ".svg").getroot())
    labels = [node["label"] for node in graph.nodes.values() if node.get("shape") != "ellipse"]
    if name == "whole":
        labels = [label[:label.rindex("[")] for label in labels]
    found = {hostile_read.unescape(label) for label in labels}
    print("names:", found == {entry[:15] for entry in NAMES})
END_OF_CHECK
