# SPDX-License-Identifier: MIT
# Units, containers and pods of sockets that were made in cgroups with such names.
need jq
need_nobody
need_jsonschema
tree=$(awk '$(NF - 2) == "cgroup2" && $4 == "/" { print $5; exit }' /proc/self/mountinfo)
home=$tree$(sed -n 's/^0:://p' /proc/self/cgroup)
number=$(readlink /proc/self/ns/net | tr -dc 0-9) # other runs have others
base=sockstat$number.slice
id=0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9
[ -n "$tree" ] || skip 'the tree of cgroups (version 2) is not mounted here'
mkdir "$tree/$base" 2> /dev/null || skip 'no cgroup can be made here'

# Moves what is in the cgroups back, and removes them.
leave() {
    local pid pids
    mapfile -t pids < <(find "$tree/$base" -name cgroup.procs -execdir cat {} +)
    for pid in "${pids[@]}"; do
        echo "$pid" > "$home/cgroup.procs" || true
    done
    find "$tree/$base" -depth -type d -execdir rmdir {} \;
}
trap leave EXIT

# place PATH STEP...: makes sockets in the cgroup.
place() {
    mkdir -p "$tree/$base/$1"
    echo 0 > "$tree/$base/$1/cgroup.procs"
    factory "${@:2}"
    echo 0 > "$home/cgroup.procs"
}
sees() {
    echo "$ sockstat $*" | sed "s/$base/BASE/g"
    status sockstat -ntH "$@" 2>&1 | sed "s/sockstat$number/SLICE/g; s/$id/ID/g" | tr -s ' '
}
where=local_port,cgroup_state,unit,user_unit,slice,session,machine,container,container_runtime
where+=,container_name,pod
pod=11112222_3333_4444_5555_666677778888
place web.service 'up lo' 'listen a 127.0.0.1 8001'
place "docker-$id.scope" 'listen a 127.0.0.1 8002'
place "kubepods-burstable-pod$pod.slice/cri-containerd-$id.scope" 'listen a 127.0.0.1 8003'
place "user-1000.slice/user@1000.service/app.slice/a\\x2db.service" 'listen a 127.0.0.1 8004'
place 'machine-a\x2db.scope/payload' 'listen a 127.0.0.1 8005'
place 'session-3.scope' 'listen a 127.0.0.1 8006'
place $'other.service/a \e[31m\xff' 'listen a 127.0.0.1 8007'
sees -l --where
sees -l --where --columns=local_port,unit,container --owners=proc -p
sees -l --columns="$where"
sees -l --csv --columns=local_port,container 'has container'
sees -l --columns=local_port,cgroup port = 8007
for filter in 'unit = web.service' 'unit != web.service' 'container = 0a1b' 'container = 0a1b2' \
    'container = 0a1' 'container = "0a1b"' 'container = a-b' 'container = 0a1*' 'pod ~ ^1111' \
    'container_runtime = docker,nspawn' 'has cgroup and not has unit' "cgroup = /$base/web.service" \
    "cgroup = *web.service" 'cgroup ~ [.]scope$' 'cgroup_state != known'; do
    sees -l --columns=local_port "$filter"
done
for key in unit container pod; do
    sees -l --by "$key" --columns="$key",count
done
sockstat -tlj --where | tee json | jq -r '.sockets[] | [.local_port, .container // "-", .cgroup_base64 != null] |
    join(" ")' | sed "s/$id/ID/"
sockstat -tljm --by unit,container > groups
sockstat --schema > schema
"$PYTHON" "$CASE_DIR/../helpers/validate.py" schema json
"$PYTHON" "$CASE_DIR/../helpers/validate.py" schema --groups groups
sockstat -tlnH --where --columns="$where" > root
sockstat_as_nobody -tlnH --where --columns="$where" | diff root - && echo 'nobody sees the same'
sockstat -tlnH --where --columns="$where" --exact 2> /dev/null | diff root - > exact ||
    [ -z "$(sockstat -tlH --exact 2> /dev/null || true)" ] || cat exact

echo '-- an accepted socket has the cgroup of its listener; TIME-WAIT has none'
place server.service 'listen l 127.0.0.1 8010' 'connect a 127.0.0.1 8010' 'accept b l' \
    'listen m 127.0.0.1 8011' 'connect c 127.0.0.1 8011' 'accept d m' 'time-wait c d'
place client.service 'connect e 127.0.0.1 8010'
sees -a --columns=state,unit,cgroup_state 'port = 8010'
sees -a --columns=state,unit,cgroup_state 'port = 8011'
sees -a --columns=state 'port = 8011 and not unit = x'
sees -a --source=proc --columns=state,unit,cgroup_state 'sport = 8010 and state listen'
sees --source=proc -l 'unit = server.service'

echo '-- a cgroup that was removed'
place gone.service 'listen a 127.0.0.1 8020'
echo "$FACTORY_PID" > "$home/cgroup.procs"
rmdir "$tree/$base/gone.service"
sees -l --columns=cgroup_state,cgroup,unit port = 8020
mkdir "$tree/$base/gone.service"
sees -l --columns=cgroup_state,cgroup,unit port = 8020
sees -l --columns=cgroup_state,cgroup,unit -p --owners=proc port = 8020 | sed "s/\[$FACTORY_PID\]//"
sees -l --columns=local_port 'unit = gone.service'
sees -l --columns=local_port 'unit = gone.service' --strict

echo '-- a path that is too long to be opened'
"$PYTHON" -c 'import os, sys
os.chdir(sys.argv[1])
for _ in range(18):
    os.mkdir("a" * 250)
    os.chdir("a" * 250)' "$tree/$base"
sees -l --columns=cgroup_state,unit port = 8020
sees -l --columns=local_port,unit port = 8001
find "$tree/$base"/a* -depth -type d -execdir rmdir {} \;

echo '-- in a cgroup namespace'
in_namespace() {
    echo 0 > "$tree/$base/web.service/cgroup.procs"
    # shellcheck disable=SC2016 # expanded there
    unshare --cgroup --mount bash -c 'mount -t cgroup2 none /mnt && umount "$1" && shift && "$@"' \
        bash "$tree" "$SOCKSTAT" --services="$SERVICES" "$@" 2>&1 || echo "exit $?"
    echo 0 > "$home/cgroup.procs"
}
in_namespace -tlnH --columns=local_port,cgroup_state,cgroup,unit 'port = 8001-8003' | tr -s ' '
in_namespace -tlnH --columns=local_port 'unit = web.service'
echo '-- no cgroup of version 2'
# shellcheck disable=SC2016 # expanded there
unshare --mount bash -c 'umount "$1" && shift && "$@"' bash "$tree" "$SOCKSTAT" \
    --services="$SERVICES" -tlnH --where 'port = 8001' 2>&1 | tr -s ' '
