# SPDX-License-Identifier: MIT
# --metrics-file in a directory that others can change: their links are not followed, a file of
# another user is replaced, or the kernel refuses it.
need_nobody
factory 'up lo' 'listen a 127.0.0.1 8080'
mkdir shared
chmod 1777 shared
# shellcheck disable=SC2154 # lib.sh has it
"${nobody[@]}" sh -c 'echo old > shared/theirs.prom; ln -s ../secret shared/link.prom'
echo secret > secret
echo 'a file of another user becomes our own:'
sockstat --metrics-file=shared/theirs.prom 2> words
stat -c '%u %a' shared/theirs.prom
tail -n 1 shared/theirs.prom
echo 'a link is refused:'
status sockstat --metrics-file=shared/link.prom 2>&1
cat secret
echo 'nobody may not replace a file of root, and leaves nothing:'
status sockstat_as_nobody --metrics-file=shared/theirs.prom 2>&1 | grep -v 'owners of'
ls -A shared
