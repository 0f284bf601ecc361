# SPDX-License-Identifier: MIT
# Whatever is wrong with the file: numbers, one warning, exit 0, and no waiting for a FIFO.
factory 'up lo' 'listen a 127.0.0.1 8080'
mkfifo fifo
mkdir directory
printf 'web 8080/tcp' > big
head -c 5000000 /dev/zero | tr '\0' '#' >> big
for file in fifo directory missing /dev/zero big; do
    status sockstat -H --services="$file" 2>&1
done
