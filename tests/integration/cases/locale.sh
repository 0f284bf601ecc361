# SPDX-License-Identifier: MIT
# The locale does not change words, case conversion (Turkish has a separate i), decimal signs or the
# set of printable characters.
need localedef
export ASAN_OPTIONS=detect_leaks=0 # libc keeps what it made of LOCPATH
[ -e /usr/share/i18n/locales/tr_TR ] || skip 'no locale can be made here'
mkdir locales
for locale in tr_TR ja_JP.EUC-JP; do
    charset=UTF-8
    [ "$locale" = ja_JP.EUC-JP ] && charset=EUC-JP
    name=${locale%.*}.$charset
    localedef -i "${locale%.*}" -f "$charset" "locales/$name" 2> /dev/null ||
        [ -d "locales/$name" ] || skip "cannot make the locale $name"
done
export LOCPATH=$PWD/locales
"$PYTHON" -c 'import locale; locale.setlocale(locale.LC_ALL, "tr_TR.UTF-8")' 2> /dev/null ||
    skip 'the locales that were made cannot be used here'
factory 'up lo' 'comm \xc4\xb0st\xc4\xb1' 'listen a 127.0.0.1 8080' 'udp b 127.0.0.1 53' \
    'connect c 127.0.0.1 8080 from=127.0.0.1,1001' 'accept s a'
look() {
    sockstat -tuanpeH
    sockstat -tuanpj | sed 's/"time":"[^"]*"//'
    for filter in 'STATE = LISTEN' 'state = Time-Wait or state = ESTABLISHED' 'state LISTENING' \
        'family = IPV4' 'state = BIG' 'state = l?st*' 'state = L?ST*' 'process = "İstı"' \
        'comm ~ i' 'comm ~ "[[:alpha:]]"' 'recv_q < 1K' 'uid = 0 and not sport = 53'; do
        echo "$filter"
        status sockstat -tuanH --columns=state,local "$filter" 2>&1
    done
    status sockstat --SORT=pid 2>&1
    status sockstat --columns=PID 2>&1
    status sockstat --source=NETLINK 2>&1
    status sockstat --filter-file=missing 2>&1
    status sockstat -tlH --services=missing --columns=local 2>&1
}
LC_ALL=C look > expected
wc -l < expected
for locale in tr_TR.UTF-8 ja_JP.EUC-JP C.UTF-8 missing; do
    (export LC_ALL=$locale LANGUAGE=de && look > found) 2> /dev/null # bash complains of one
    cmp found expected && echo "$locale: the same"
done
grep -A 4 -e '^state' -e '^STATE' -e '^family' -e '^process' expected
