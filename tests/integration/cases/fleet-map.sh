# SPDX-License-Identifier: MIT
# contrib/fleet/sockstat-map: names stay in their strings, and what is no map is refused.
map() {
    "$PYTHON" "$CASE_DIR/../../../contrib/fleet/sockstat-map" "$@"
}
edge() {
    printf '{"client_host":"h1","client":"%s","server_host":"%s","server":"db","proto":"tcp",' \
        "$1" "$2"
    printf '"port":5432,"connections":"%s"}\n' "$3"
}
echo 'quotes, backslashes, entities, controls, marks of direction, half a character:'
for name in 'a\"; b -> c' 'a\\N' '&lt;b&#8238;' 'a\nb\u001b[31m\u009b' 'a\u202eb' \
    'a\ud800b' é '\u00e9'; do
    edge "$name" h2 1
done > edges
map < edges | grep -e '->'
echo 'in another locale:'
LC_ALL=C PYTHONIOENCODING=ascii map < edges | cmp - <(map < edges) && echo equal
echo 'as an array, by host, an end that was not seen, and edges that are left out:'
{ edge web h2 1; edge web h2 2; edge app '' 5; edge other h2 1; } | paste -sd , |
    sed 's/^/[/; s/$/]/' | map --hosts --most=2
echo 'nothing:'
map < /dev/null | tail -n 1
echo 'no map:'
for text in '{' '[1]' '{"a":1}' null '"a"' $'\xff' "$(edge a b x)"; do
    status map <<< "$text" 2>&1
done
status map --most=x < /dev/null 2>&1
echo 'a reader that ends early gets no message:'
for ((i = 0; i < 3000; i++)); do edge "program$i" h2 1; done > many
{ map --most=3000 < many || true; } | head -n 1
