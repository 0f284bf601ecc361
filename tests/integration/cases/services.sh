# SPDX-License-Identifier: MIT
# Service names from a given file; the first entry has priority; an ephemeral port has no name.
cat > services << 'END'
# a comment
web    8080/tcp   www   # and another
later  8080/tcp
dns    53/udp
nodns  53/tcp
fleet  40000/tcp
bad    0/tcp
worse  70000/tcp
lonely
END
factory 'up lo' 'listen a 127.0.0.1 8080' 'listen b 127.0.0.1 40000' 'udp d 127.0.0.1 53' \
    'connect c 127.0.0.1 8080 from=127.0.0.1,1001' 'accept s a'
sockstat --services=services
echo '-n:'
sockstat --services=services -nH
echo 'JSON has both, whatever -n says:'
sockstat --services=services -jn | jq -c '.sockets[] | [.local_port, .local_service, .peer_service]'
