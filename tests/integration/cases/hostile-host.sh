# SPDX-License-Identifier: MIT
# Any host name is safe in every format that prints it.
need jq
[ -z "${SAN:-}" ] || export HOSTILE_EVERY=8 # a sanitizer build starts slowly
factory 'up lo' 'udp a 127.0.0.1 53'
unshare --uts true 2> /dev/null || skip 'the host cannot have another name here'
unshare --uts "$PYTHON" "$CASE_DIR/../helpers/hostile_host.py" "$SOCKSTAT" --services="$SERVICES"
