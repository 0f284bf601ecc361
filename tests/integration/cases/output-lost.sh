# SPDX-License-Identifier: MIT
# Output that cannot be written is a failure, in every format and for every kind of answer.
factory 'up lo' 'listen a 127.0.0.1 8080'
for option in -l --json --jsonl --csv --help --version --schema --list-columns --list-options; do
    ("$SOCKSTAT" "$option" >&-) 2>&1 || echo "closed: exit $?"
    ("$SOCKSTAT" "$option" > /dev/full) 2>&1 || echo "full: exit $?"
done
("$SOCKSTAT" -q >&-) && echo 'nothing to write: exit 0'
"$SOCKSTAT" -lnH <&- && echo 'closed stdin: exit 0'
("$SOCKSTAT" -lnHp --columns=local 2>&-) && echo 'closed stderr: exit 0'
