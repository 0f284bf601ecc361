# SPDX-License-Identifier: MIT
# Unusual but valid services files: lines of 64 KiB, NUL bytes, DOS line ends, no newline at the
# end, an empty file, and names with many kinds of bytes.
need_real_users
factory 'up lo' 'listen a 127.0.0.1 8080' 'listen b 127.0.0.1 8081'
show() {
    echo "$1:"
    status sockstat -tlH --services="$1" --columns=local_port,local_service 2>&1 |
        awk '{ if (length > 100) print length; else print }'
}
long() {
    head -c 65536 /dev/zero | tr '\0' "$1"
}
{ long a; printf ' 8080/tcp\n'; printf 'b 8081/tcp '; long c; echo; } > long-names
{ printf '# '; long '#'; printf '\nweb 8080/tcp\n'; long ' '; printf 'late 8081/tcp'; } > long-blanks
{ long x; printf '\nweb 8080/tcp\n'; } > long-garbage
printf 'web 8080/tcp\r\nlate 8081/tcp\r\n' > dos
printf 'web 8080/tcp\rlate 8081/tcp\r' > macintosh
printf 'w\0b 8080/tcp\nweb\0 8080/tcp\nlate 8081/tcp\n' > nul
printf 'web 8080/tcp' > no-newline
: > empty
printf '\n\n\n\n' > newlines
printf '\xef\xbb\xbfweb 8080/tcp\nlate 8081/tcp\n' > byte-order-mark
printf 'web 8080/tcpx\nweb 08080/tcp\nlate +8081/tcp\nlate 8081/TCP\nlate 0x1f91/tcp\n' > numbers
printf 'web 18446744073709559696/tcp\nlate 8081/tcp/udp\n' > overflow
for file in long-names long-blanks long-garbage dos macintosh nul no-newline empty newlines \
    byte-order-mark numbers overflow; do
    show "$file"
done
echo 'just as large as may be, and a byte more:'
{ printf 'web 8080/tcp\n'; head -c $((4 * 1024 * 1024 - 13)) /dev/zero | tr '\0' '\n'; } > most
show most
echo >> most
show most
ln -s loop loop
show loop
touch secret && chmod 0 secret
[ "$(id -u)" -ne 0 ] || setpriv --bounding-set=-all "$SOCKSTAT" -tlH --services=secret \
    --columns=local_service 2>&1 | tail -n 1
