# SPDX-License-Identifier: MIT
# --watch without memory restores the terminal before it ends.
sockstat --version | grep -q 'seccomp' || skip 'a sanitizer ends the program itself without memory'
# Such an allocator keeps memory that was freed: the program may need no more.
[ -z "${LD_PRELOAD:-}" ] || skip 'another allocator is preloaded'
factory 'up lo' 'listen a 127.0.0.1 8080'
TERM=xterm "$PYTHON" "$CASE_DIR/../helpers/screen.py" 24x80 "$SOCKSTAT" -tln --watch=0.1 << 'STEPS'
until 8080
memory 1
resize 2000x2000
ended
STEPS
