# SPDX-License-Identifier: MIT
# Any fault of the services file gives numbers, one warning and status 0; a FIFO does not block.
factory 'up lo' 'listen a 127.0.0.1 8080'
mkfifo fifo
mkdir directory
printf 'web 8080/tcp' > big
head -c 5000000 /dev/zero | tr '\0' '#' >> big
for file in fifo directory missing /dev/zero big; do
    status sockstat -H --services="$file" 2>&1
done
