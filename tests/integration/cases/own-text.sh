# SPDX-License-Identifier: MIT
# --help and other options that only print text of the program read no file and set up no sandbox.
need strace
sockstat --version | grep -q 'seccomp, landlock' || skip 'no sandbox is built in or offered here'
calls='^[0-9]+ +(seccomp|prctl|capget|capset|landlock_[a-z_]+|socket|open|openat)\('
for option in --help --help=all --schema --list-columns --list-options; do
    strace -f -qq -o trace "$SOCKSTAT" "$option" > /dev/null
    made=$(grep -vE '/ld\.so|\.so[".]' trace | sed -nE "s/$calls.*/\1/p" | sort -u |
        paste -sd ' ')
    echo "$option: ${made:-none}"
done
