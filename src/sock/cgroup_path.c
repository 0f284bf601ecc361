// SPDX-License-Identifier: MIT
#include "sock/cgroup_path.h"

#include "base/parse.h"

#include <assert.h>
#include <string.h>

const char *const runtime_names[] = {
    [RUNTIME_NONE] = NULL,
    [RUNTIME_UNKNOWN] = "unknown",
    [RUNTIME_DOCKER] = "docker",
    [RUNTIME_CONTAINERD] = "containerd",
    [RUNTIME_CRIO] = "cri-o",
    [RUNTIME_PODMAN] = "podman",
    [RUNTIME_LXC] = "lxc",
    [RUNTIME_NSPAWN] = "nspawn",
    [RUNTIME_APPTAINER] = "apptainer",
    [RUNTIME_SNAP] = "snap",
    [RUNTIME_FLATPAK] = "flatpak",
};
static_assert(sizeof(runtime_names) / sizeof(runtime_names[0]) == RUNTIME_COUNT, "a name a row");

const char *const pod_class_names[] = {
    [POD_NONE] = NULL,
    [POD_GUARANTEED] = "guaranteed",
    [POD_BURSTABLE] = "burstable",
    [POD_BESTEFFORT] = "besteffort",
};
static_assert(sizeof(pod_class_names) / sizeof(pod_class_names[0]) == POD_CLASS_COUNT, "likewise");

#define ID_DIGITS 64     // of a container
#define POD_DIGITS 32    // of a pod
#define UUID_LENGTH 36   // with separators
#define LONGEST_UNIT 255 // systemd.unit(5)
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define HEX "0123456789abcdef"

/** The path that is read, and where changed texts go. */
struct reading {
    char *space; /**< the next free byte */
    struct cgroup_place *place;
};

/** A component of a path and what is beside it. */
struct part {
    struct text name;
    struct text before; /**< the path above it */
    struct text after;  /**< the component below it; empty: none */
};

static bool is_one_of(char byte, const char *set)
{
    return byte != '\0' && strchr(set, byte);
}

static bool consists_of(struct text text, const char *set)
{
    for (size_t i = 0; i < text.length; i++) {
        if (!is_one_of(text.bytes[i], set))
            return false;
    }
    return text.length > 0;
}

static bool begins(struct text text, const char *prefix)
{
    size_t length = strlen(prefix);

    return text.length >= length && (length == 0 || memcmp(text.bytes, prefix, length) == 0);
}

static bool ends(struct text text, const char *suffix)
{
    size_t length = strlen(suffix);

    return text.length >= length &&
           (length == 0 || memcmp(text.bytes + text.length - length, suffix, length) == 0);
}

/** Removes PREFIX and SUFFIX from *TEXT; returns false if not both are there. */
static bool strip(struct text *text, const char *prefix, const char *suffix)
{
    if (text->length < strlen(prefix) + strlen(suffix) || !begins(*text, prefix) ||
        !ends(*text, suffix))
        return false;
    *text = text_skip(*text, strlen(prefix));
    text->length -= strlen(suffix);
    return true;
}

/** Returns the part of the text before the first BYTE, or all of it. */
static struct text before(struct text text, char byte)
{
    const char *found = text.length > 0 ? memchr(text.bytes, byte, text.length) : NULL;

    return found ? (struct text){text.bytes, (size_t)(found - text.bytes)} : text;
}

/** Returns the part of the text after the last BYTE, or all of it. */
static struct text after_last(struct text text, char byte)
{
    size_t start = text.length;

    while (start > 0 && text.bytes[start - 1] != byte)
        start--;
    return start > 0 ? text_skip(text, start) : text;
}

/** Removes the "_" of a component that systemd escaped (cg_escape). */
static struct text unescaped(struct text name)
{
    return name.length > 0 && *name.bytes == '_' ? text_skip(name, 1) : name;
}

/** Removes the first component from *PATH and returns it; empty: there is none. */
static struct text take_first(struct text *path)
{
    while (path->length > 0 && *path->bytes == '/')
        *path = text_skip(*path, 1);
    struct text name = before(*path, '/');
    *path = text_skip(*path, name.length);
    return unescaped(name);
}

/** Removes the last component from *PATH and returns it; empty: there is none. */
static struct text take_last(struct text *path)
{
    while (ends(*path, "/"))
        path->length--;
    struct text name = after_last(*path, '/');
    path->length -= name.length;
    return unescaped(name);
}

static bool is_id(struct text text)
{
    return text.length == ID_DIGITS && consists_of(text, HEX);
}

/** Returns true for a UUID whose parts are separated by SEPARATOR. */
static bool is_uuid(struct text text, char separator)
{
    for (size_t i = 0; i < text.length; i++) {
        bool between = i == 8 || i == 13 || i == 18 || i == 23;
        if (between ? text.bytes[i] != separator : !is_one_of(text.bytes[i], HEX))
            return false;
    }
    return text.length == UUID_LENGTH;
}

/** Returns true for what unit names consist of, with something before the "@" and the suffix. */
static bool is_unit_name(struct text name, const char *suffix)
{
    struct text stem = name;

    return name.length <= LONGEST_UNIT && strip(&stem, "", suffix) &&
           consists_of(stem, LETTERS "0123456789:-_.\\@") && *stem.bytes != '@';
}

/** Types of units that have cgroups, but for slices (systemd.resource-control(5)). */
static bool is_unit(struct text name)
{
    static const char *const suffixes[] = {".service", ".scope", ".socket", ".mount", ".swap"};

    for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
        if (is_unit_name(name, suffixes[i]))
            return true;
    }
    return false;
}

/** Returns true for a slice: "-" stands between the names of slices, systemd.slice(5). */
static bool is_slice(struct text name)
{
    struct text stem = name;

    if (!is_unit_name(name, ".slice") || !strip(&stem, "", ".slice") || text_has(stem, "@"))
        return false;
    for (size_t i = 0; i < stem.length; i++) {
        bool last = i + 1 == stem.length;
        if (stem.bytes[i] == '-' && (i == 0 || last || stem.bytes[i + 1] == '-'))
            return false;
    }
    return true;
}

/** Removes slices from the start of *PATH; returns the last of them. */
static struct text take_slices(struct text *path, uint32_t *uid)
{
    struct text slice = {0};
    uint64_t number = 0;

    for (;;) {
        struct text rest = *path;
        struct text name = take_first(&rest);
        if (!is_slice(name))
            return slice;
        *path = rest;
        slice = name;
        if (uid && *uid == UINT32_MAX && strip(&name, "user-", ".slice") &&
            parse_decimal(name.bytes, name.length, UINT32_MAX - 1, &number) == 0)
            *uid = (uint32_t)number;
    }
}

/** Returns what is between PREFIX and SUFFIX; empty: it is not of this form. */
static struct text between(struct text name, const char *prefix, const char *suffix)
{
    return strip(&name, prefix, suffix) ? name : (struct text){0};
}

/** Returns NAME in the free space, with \xHH as one byte (systemd.unit(5)). */
static struct text unescape(struct reading *reading, struct text name)
{
    char *start = reading->space;

    while (name.length > 0) {
        struct text digits = {0};
        uint64_t byte = 0;
        if (name.length >= 4 && begins(name, "\\x"))
            digits = (struct text){name.bytes + 2, 2};
        bool escaped =
            consists_of(digits, HEX) && parse_hex(digits.bytes, 2, UINT8_MAX, &byte) == 0;
        *reading->space++ = escaped ? (char)byte : *name.bytes;
        name = text_skip(name, escaped ? 4 : 1);
    }
    return (struct text){start, (size_t)(reading->space - start)};
}

/** Returns the machine of the component NAME above AFTER; empty: none. */
static struct text machine_of(struct reading *reading, struct text name, struct text after)
{
    struct text machine = between(name, "machine-", ".scope");

    if (machine.length > 0)
        return unescape(reading, machine);
    return text_is(after, "payload") ? between(name, "systemd-nspawn@", ".service")
                                     : (struct text){0};
}

static void read_units(struct reading *reading, struct text path)
{
    struct cgroup_place *place = reading->place;

    place->slice = take_slices(&path, &place->uid);
    struct text name = take_first(&path);
    if (!is_unit(name))
        return;
    place->unit = name;
    place->session = between(name, "session-", ".scope");
    struct text rest = path;
    struct text after = take_first(&rest);
    place->machine = machine_of(reading, name, after);
    if (place->session.length == 0 && between(name, "user@", ".service").length == 0 &&
        between(name, "capsule@", ".service").length == 0)
        return;
    take_slices(&path, NULL);
    name = take_first(&path);
    if (is_unit(name))
        place->user_unit = name;
}

bool cgroup_is_container_id(struct text container)
{
    struct text digits = {container.bytes, POD_DIGITS};

    return container.length >= POD_DIGITS && consists_of(digits, HEX);
}

/** Sets the container; returns true. */
static bool found(struct cgroup_place *place, enum container_runtime runtime, struct text container,
                  struct text name)
{
    place->runtime = runtime;
    place->container = container;
    place->name = name;
    return true;
}

/** Components that have an id after a prefix. */
static bool read_prefixed(struct cgroup_place *place, struct text name)
{
    static const struct {
        const char *prefix, *suffix;
        enum container_runtime runtime;
    } forms[] = {
        {"docker-", ".scope", RUNTIME_DOCKER},
        {"cri-containerd-", ".scope", RUNTIME_CONTAINERD},
        {"nerdctl-", ".scope", RUNTIME_CONTAINERD},
        {"crio-", ".scope", RUNTIME_CRIO},
        {"crio-", "", RUNTIME_CRIO},
        {"libpod-", ".scope", RUNTIME_PODMAN},
        {"libpod-", "", RUNTIME_PODMAN},
        {"libpod-payload-", "", RUNTIME_PODMAN},
    };

    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        struct text id = between(name, forms[i].prefix, forms[i].suffix);
        if (is_id(id))
            return found(place, forms[i].runtime, id, (struct text){0});
    }
    return false;
}

/** SLICE:PREFIX:ID, which runc makes when it was told names for systemd but uses cgroupfs. */
static bool read_colons(struct cgroup_place *place, struct text name)
{
    static const struct {
        const char *prefix;
        enum container_runtime runtime;
    } prefixes[] = {
        {"docker", RUNTIME_DOCKER},      {"cri-containerd", RUNTIME_CONTAINERD},
        {"nerdctl", RUNTIME_CONTAINERD}, {"crio", RUNTIME_CRIO},
        {"libpod", RUNTIME_PODMAN},
    };
    struct text slice = before(name, ':');

    if (slice.length == name.length || !is_slice(slice))
        return false;
    struct text rest = text_skip(name, slice.length + 1);
    struct text prefix = before(rest, ':');
    if (prefix.length == rest.length || !is_id(text_skip(rest, prefix.length + 1)))
        return false;
    enum container_runtime runtime = RUNTIME_UNKNOWN;
    for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
        if (text_is(prefix, prefixes[i].prefix))
            runtime = prefixes[i].runtime;
    }
    return found(place, runtime, text_skip(rest, prefix.length + 1), (struct text){0});
}

/** Returns true for TASK/ID of Amazon ECS on Fargate, where an id ends with a number. */
static bool is_ecs_id(struct text name, struct text above)
{
    struct text task = take_last(&above);
    struct text digits = before(name, '-');

    if (digits.length != POD_DIGITS || digits.length == name.length)
        return false;
    return consists_of(digits, HEX) && consists_of(text_skip(name, POD_DIGITS + 1), "0123456789") &&
           task.length == POD_DIGITS && consists_of(task, HEX) && text_is(take_last(&above), "ecs");
}

/** Components that are ids alone. */
static bool read_bare(struct cgroup_place *place, const struct part *part)
{
    struct text above = part->before;
    struct text parent = take_last(&above);
    enum container_runtime runtime = RUNTIME_UNKNOWN;

    if (is_ecs_id(part->name, part->before))
        return found(place, runtime, part->name, (struct text){0});
    if (!is_id(part->name) || text_is(parent, "kata_overhead"))
        return false;
    if (text_is(parent, "docker"))
        runtime = RUNTIME_DOCKER;
    else if (text_is(parent, "k8s.io"))
        runtime = RUNTIME_CONTAINERD;
    return found(place, runtime, part->name, (struct text){0});
}

static bool read_lxc(struct cgroup_place *place, const struct part *part)
{
    struct text above = part->before;
    struct text parent = take_last(&above);
    bool root = take_last(&above).length == 0;
    struct text name = between(part->name, "lxc.payload.", "");

    if (root && (text_is(parent, "lxc") || text_is(parent, "lxc.payload")))
        name = part->name;
    return name.length > 0 && found(place, RUNTIME_LXC, name, name);
}

/** Containers of systemd-nspawn and libvirt. A virtual machine is no container. */
static bool read_machine(struct reading *reading, const struct part *part)
{
    struct text machine = machine_of(reading, part->name, part->after);
    struct text number = between(machine, "lxc-", "");

    if (machine.length == 0 || begins(machine, "qemu-"))
        return false;
    number.length = text_digits(number);
    if (number.length == 0)
        return found(reading->place, RUNTIME_NSPAWN, machine, machine);
    struct text name = text_skip(machine, strlen("lxc-") + number.length);
    if (name.length < 2 || *name.bytes != '-')
        return found(reading->place, RUNTIME_NSPAWN, machine, machine);
    name = text_skip(name, 1);
    return found(reading->place, RUNTIME_LXC, name, name);
}

/** Removes a UUID and the byte before it from the end of *NAME; returns false if there is none. */
static bool strip_uuid(struct text *name)
{
    if (name->length <= UUID_LENGTH)
        return false;
    size_t length = name->length - UUID_LENGTH - 1;
    if (!is_one_of(name->bytes[length], "-.") || !is_uuid(text_skip(*name, length + 1), '-'))
        return false;
    name->length = length;
    return true;
}

/** Applications in sandboxes, which have names instead of ids. */
static bool read_sandbox(struct cgroup_place *place, struct text name)
{
    struct text application = between(name, "snap.", ".service");
    struct text scope = between(name, "snap.", ".scope");
    struct text flatpak = between(name, "app-flatpak-", ".scope");
    struct text apptainer = between(name, "apptainer-", ".scope");
    struct text instance = after_last(flatpak, '-');

    if (strip_uuid(&scope))
        application = scope;
    if (application.length > 0)
        return found(place, RUNTIME_SNAP, (struct text){0}, application);
    if (flatpak.length > instance.length + 1 && consists_of(instance, "0123456789")) {
        flatpak.length -= instance.length + 1;
        return found(place, RUNTIME_FLATPAK, (struct text){0}, flatpak);
    }
    return consists_of(apptainer, "0123456789") &&
           found(place, RUNTIME_APPTAINER, apptainer, (struct text){0});
}

static bool read_container(struct reading *reading, const struct part *part)
{
    struct cgroup_place *place = reading->place;

    return read_prefixed(place, part->name) || read_colons(place, part->name) ||
           read_bare(place, part) || read_lxc(place, part) || read_machine(reading, part) ||
           read_sandbox(place, part->name);
}

/** Returns the class of the pod below NAME, a component or the start of one. */
static enum pod_class class_below(struct text name)
{
    if (ends(name, "besteffort"))
        return POD_BESTEFFORT;
    return ends(name, "burstable") ? POD_BURSTABLE : POD_GUARANTEED;
}

/** Returns what is after the last PREFIX in the text; empty: it is not in it. */
static struct text after_prefix(struct text text, const char *prefix)
{
    size_t length = strlen(prefix);

    for (size_t start = text.length; start >= length; start--) {
        if (memcmp(text.bytes + start - length, prefix, length) == 0)
            return text_skip(text, start);
    }
    return (struct text){0};
}

/** Pods in slices: their ids have "_" in place of "-", which has a meaning there. */
static bool read_pod_slice(struct reading *reading, struct text slice)
{
    struct cgroup_place *place = reading->place;
    struct text stem = between(slice, "", ".slice");
    struct text id = after_prefix(stem, "-pod");
    struct text of_podman = after_prefix(stem, "-libpod_pod_");

    if (is_id(of_podman)) {
        place->pod = of_podman;
        return true;
    }
    bool separated = is_uuid(id, '_');
    if (!separated && (id.length != POD_DIGITS || !consists_of(id, HEX)))
        return false;
    stem.length -= id.length + strlen("-pod");
    place->pod_class = class_below(stem);
    place->pod = id;
    if (!separated)
        return true;
    place->pod = (struct text){reading->space, id.length};
    for (size_t i = 0; i < id.length; i++)
        *reading->space++ = id.bytes[i] == '_' ? '-' : id.bytes[i];
    return true;
}

static bool read_pod(struct reading *reading, const struct part *part)
{
    struct cgroup_place *place = reading->place;
    struct text id = between(part->name, "pod", "");
    struct text above = part->before;

    if (is_uuid(id, '-') || (id.length == POD_DIGITS && consists_of(id, HEX))) {
        place->pod = id;
        place->pod_class = class_below(take_last(&above));
        return true;
    }
    return read_pod_slice(reading, before(part->name, ':'));
}

/** The name of an application of a desktop: app[-LAUNCHER]-ID[-RANDOM].scope, or ID[@RANDOM]. */
static void read_application(struct reading *reading)
{
    struct text unit = reading->place->user_unit;
    struct text scope = between(unit, "app-", ".scope");
    struct text name = before(between(unit, "app-", ".service"), '@');

    if (scope.length > 0) {
        struct text random = after_last(scope, '-');
        name = scope;
        name.length -= random.length < scope.length ? random.length + 1 : scope.length;
    }
    name = after_last(name, '-');
    if (name.length > 0)
        reading->place->name = unescape(reading, name);
}

void cgroup_path_parse(struct text path, char *space, struct cgroup_place *ret_place)
{
    struct reading reading = {.place = ret_place};
    bool contained = false;
    bool in_pod = false;

    reading.space = space;
    *ret_place = (struct cgroup_place){.uid = UINT32_MAX};
    strip(&path, "", " (deleted)");
    if (!begins(path, "/") || text_is(path, "/..") || begins(path, "/../"))
        return;
    read_units(&reading, path);
    struct part part = {.before = path};
    for (part.name = take_last(&part.before); part.name.length > 0;
         part.name = take_last(&part.before)) {
        contained = contained || read_container(&reading, &part);
        in_pod = in_pod || read_pod(&reading, &part);
        part.after = part.name;
    }
    if (!contained)
        read_application(&reading);
}
