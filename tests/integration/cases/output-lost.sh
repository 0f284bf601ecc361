# SPDX-License-Identifier: MIT
# A failed write is an error in every format and for every kind of output.
factory 'up lo' 'listen a 127.0.0.1 8080'
for option in -l --json --jsonl --csv --help --version --schema --list-columns --list-options; do
    (sockstat "$option" >&-) 2>&1 || echo "closed: exit $?"
    (sockstat "$option" > /dev/full) 2>&1 || echo "full: exit $?"
done
(sockstat -q >&-) && echo 'nothing to write: exit 0'
sockstat -lnH <&- && echo 'closed stdin: exit 0'
(sockstat -lnHp --columns=local 2>&-) && echo 'closed stderr: exit 0'
# A warning that nobody can read leaves an answer that looks complete: a failure, unless the output
# has it, too.
for option in -H --json; do
    (sockstat -ntlpH --columns=local "$option" --source=proc 2>&-) > rows || echo "$option, closed stderr: exit $?"
    (sockstat -ntlpH --columns=local "$option" --source=proc 2> /dev/full) > rows || echo "$option, full stderr: exit $?"
    grep -c '127.0.0.1:8080' rows
done
(sockstat -ntlpH --columns=local --source=proc --sort=none 2>&-) || echo "stream, closed stderr: exit $?"
