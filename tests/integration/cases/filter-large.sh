# SPDX-License-Identifier: MIT
# Filters that are too large are refused with a message, also with a small stack.
factory 'up lo' 'listen a 127.0.0.1 8080'
times() {
    "$PYTHON" -c 'import sys; print(sys.argv[2] * int(sys.argv[1]), end="")' "$1" "$2"
}
try() {
    local status=0
    "${stack[@]}" "$SOCKSTAT" -tlq "$1" 2> words || status=$?
    echo "exit $status $(head -n 1 words | cut -c 1-80)"
}
stack=(prlimit --stack=131072) # twice what regcomp takes for the largest pattern
[ -z "${SAN:-}" ] || stack=() # what the sanitizers add needs more
try "$(times 99 '(')port = 8080$(times 99 ')')"
try "$(times 2000 '(')port = 8080$(times 2000 ')')"
try "$(times 2000 'not ')port = 8080"
try "$(times 2000 '8080,')8080"
echo 'patterns:'
try "comm ~ '$(times 50 '(')x$(times 50 ')*')'"
try "comm ~ '$(times 51 '(')x$(times 51 ')*')'"
try "comm ~ '$(times 256 'a*')'"
try "comm ~ '$(times 256 'a?')b'"
try "comm ~ 'a{1,255}'"
try "comm ~ '(a*){0,127}'"
try "comm ~ '((a{1,5}){1,6}){1,8}'"
try "comm ~ 'a{1,32767}'"
try "comm ~ '((a{1,1000}){1,1000}){1,1000}'"
try "comm ~ '(()?){0,19}*'"
try "comm ~ '$(times 20 '(')a$(times 20 '+)')'"
stack=() # arguments are on it, too
try "comm ~ '$(times 20000 '(')'"
try "comm ~ '$(times 60000 '^')'"
