# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# For cases that run the examples of the documents, by helpers/examples.py.

TOP=$CASE_DIR/../../..

# Puts the program under test into PATH, where nobody can run it, too. What a coverage build writes
# must go where that user may write.
sockstat_in_path() {
    need_nobody
    hide_unreadable_process
    mkdir bin
    cat > bin/sockstat << END
#!/bin/sh
[ "\$(id -u)" -eq 0 ] || export GCOV_PREFIX="$PWD"
exec "$PWD/sockstat" --services="$PWD/services" "\$@"
END
    chmod 755 bin bin/sockstat
    PATH=$PWD/bin:$PATH
}

# run_examples PAGE [OPTION...]: in TOP.
run_examples() {
    "$PYTHON" "$CASE_DIR/../helpers/examples.py" "$TOP/$1" "${@:2}"
}
