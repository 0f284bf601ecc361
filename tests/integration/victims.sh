# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# Sockets that are ended by --kill, and what their process then sees of them.

# victims KIND...: makes them; see helpers/victims.py.
victims() {
    start_victims setpriv --pdeathsig KILL "$PYTHON" "$CASE_DIR/../helpers/victims.py" "$@"
}

start_victims() {
    mkfifo victims.stdin victims.stdout
    "$@" < victims.stdin > victims.stdout &
    exec {VICTIMS_IN}> victims.stdin {VICTIMS_OUT}< victims.stdout
    rm victims.stdin victims.stdout
    read -r ready <&"$VICTIMS_OUT" || true
    [ "$ready" = ready ] || { echo 'the victims failed'; exit 1; }
}

# sees NAME...: what the process sees of these sockets now.
sees() {
    local name line
    for name; do
        echo "$name" >&"$VICTIMS_IN"
        read -r line <&"$VICTIMS_OUT"
        echo "$line"
    done
}

# kills OPTION...: prints the rows and messages of --kill, and the exit status.
kills() {
    echo "$ sockstat -K $*"
    status sockstat -Kn --columns=proto,state,local,peer,result,result_reason "$@" 2>&1
}
