# SPDX-License-Identifier: MIT
# Output that cannot be written is a failure, in every format and for every kind of answer.
factory 'up lo' 'listen a 127.0.0.1 8080'
for option in -l --json --jsonl --csv --help --version --schema --list-columns --list-options; do
    (sockstat "$option" >&-) 2>&1 || echo "closed: exit $?"
    (sockstat "$option" > /dev/full) 2>&1 || echo "full: exit $?"
done
(sockstat -q >&-) && echo 'nothing to write: exit 0'
sockstat -lnH <&- && echo 'closed stdin: exit 0'
(sockstat -lnHp --columns=local 2>&-) && echo 'closed stderr: exit 0'
