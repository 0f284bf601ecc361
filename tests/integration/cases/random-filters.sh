# SPDX-License-Identifier: MIT
# Random filters select the same sockets in three ways: by a naive evaluation of the JSON document,
# by sockstat on one dump, and with the filter in the kernel, one dump per filter.
# shellcheck source=tests/integration/filter_sockets.sh
. "$CASE_DIR/../filter_sockets.sh"
folder=$CASE_DIR/../helpers
export PYTHONDONTWRITEBYTECODE=1

# What filters go by has to stay as it is meanwhile.
table() {
    sockstat -anH --columns cookie,state,accept_queue,local,peer,mark,processes,timer | sort
}

filter_sockets
table > before
sockstat -a -p --json --columns=+autobound > document
"$PYTHON" "$folder/random_filters.py" 1 10000 < document > random
"$PYTHON" "$folder/naive.py" --lines random < document > naive &
naive=$!
for way in own kernel; do
    "$HELPERS/filters" "$way" "$SERVICES" < random > "by-$way" 2> said || cat said
done
table > after
wait "$naive"
diff before after || true
"$PYTHON" "$folder/agree.py" document "$HELPERS/filters kernel $SERVICES" naive by-own by-kernel
