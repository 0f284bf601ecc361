# SPDX-License-Identifier: MIT
# A reader that goes away early is no error that anybody has to read of.
many=()
for port in $(seq 2000 2900); do
    many+=("listen l$port 127.0.0.1 $port")
done
factory 'up lo' "${many[@]}"
sockstat -lnH --columns=local | head -n 1
sockstat -lnH --columns=local | wc -l
