// SPDX-License-Identifier: MIT
/**
 * The path of a cgroup. Whatever is read lies in the path or in the space for changed texts, has
 * the form that its name promises, and depends on nothing below the unit or above the container.
 */
#include "fuzz.h"

#include "sock/cgroup_path.h"

#define HEX "0123456789abcdef"

static bool lies_in(struct text text, const char *bytes, size_t size)
{
    return text.bytes >= bytes && text.length <= size &&
           (size_t)(text.bytes - bytes) <= size - text.length;
}

static size_t span(struct text text, const char *set)
{
    size_t length = 0;

    while (length < text.length && text.bytes[length] && strchr(set, text.bytes[length]))
        length++;
    return length;
}

static bool ends(struct text text, const char *with)
{
    size_t length = strlen(with);

    return text.length > length && memcmp(text.bytes + text.length - length, with, length) == 0;
}

static bool is_unit(struct text text)
{
    return ends(text, ".service") || ends(text, ".scope") || ends(text, ".socket") ||
           ends(text, ".mount") || ends(text, ".swap");
}

static bool equal(struct text one, struct text other)
{
    return one.length == other.length &&
           (one.length == 0 || memcmp(one.bytes, other.bytes, one.length) == 0);
}

static bool all_equal(const struct cgroup_place *one, const struct cgroup_place *other)
{
    return equal(one->unit, other->unit) && equal(one->user_unit, other->user_unit) &&
           equal(one->slice, other->slice) && equal(one->session, other->session) &&
           equal(one->machine, other->machine) && equal(one->container, other->container) &&
           equal(one->pod, other->pod) && equal(one->name, other->name) &&
           one->runtime == other->runtime && one->pod_class == other->pod_class &&
           one->uid == other->uid;
}

static void check_texts(const struct cgroup_place *place, struct text path, const char *space)
{
    const struct text texts[] = {place->unit,    place->user_unit, place->slice, place->session,
                                 place->machine, place->container, place->pod,   place->name};

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        if (texts[i].length == 0)
            continue;
        MUST(lies_in(texts[i], path.bytes, path.length) ||
             lies_in(texts[i], space, 2 * path.length));
        MUST(!lies_in(texts[i], path.bytes, path.length) ||
             !memchr(texts[i].bytes, '/', texts[i].length));
    }
}

static void check_forms(const struct cgroup_place *place)
{
    bool has_id = place->runtime == RUNTIME_DOCKER || place->runtime == RUNTIME_CONTAINERD ||
                  place->runtime == RUNTIME_CRIO || place->runtime == RUNTIME_PODMAN;
    bool has_name = place->runtime == RUNTIME_LXC || place->runtime == RUNTIME_NSPAWN;

    MUST(place->unit.length == 0 || is_unit(place->unit));
    MUST(place->user_unit.length == 0 || (is_unit(place->user_unit) && place->unit.length > 0));
    MUST(place->slice.length == 0 || ends(place->slice, ".slice"));
    MUST(place->uid == UINT32_MAX || place->slice.length > 0);
    MUST(place->session.length == 0 || ends(place->unit, ".scope"));
    MUST(place->machine.length == 0 || place->unit.length > 0);
    MUST(!has_id || (place->container.length == 64 && span(place->container, HEX) == 64));
    MUST(!has_id || place->name.length == 0);
    MUST(!has_name || (place->container.length > 0 && equal(place->container, place->name)));
    MUST(place->runtime != RUNTIME_NONE || place->container.length == 0);
    MUST(place->pod.length == 0 || place->pod.length == 32 || place->pod.length == 36 ||
         place->pod.length == 64);
    MUST(span(place->pod, HEX "-") == place->pod.length);
    MUST(place->pod_class == POD_NONE || place->pod.length > 0);
}

/** Reads PATH and something after it. */
static void check_more(const struct cgroup_place *place, struct text path, const char *more)
{
    size_t length = path.length + strlen(more);
    char *longer = malloc(length);
    char *space = malloc(2 * length);
    struct cgroup_place other;

    memcpy(longer, path.bytes, path.length);
    memcpy(longer + path.length, more, strlen(more));
    cgroup_path_parse((struct text){longer, length}, space, &other);
    if (*more == ' ')
        MUST(all_equal(place, &other));
    else
        MUST(other.runtime == RUNTIME_DOCKER && equal(place->unit, other.unit) &&
             equal(place->pod, other.pod) && equal(place->slice, other.slice));
    free(space);
    free(longer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char inner[] = "/docker/" HEX HEX HEX HEX;
    char *bytes = exact(data, size);
    char *space = malloc(2 * size + 1);
    const struct text path = {bytes, size};
    struct cgroup_place place;

    cgroup_path_parse(path, space, &place);
    check_texts(&place, path, space);
    check_forms(&place);
    if (size > 0 && *bytes != '/')
        MUST(place.unit.length == 0 && place.container.length == 0 && place.pod.length == 0);
    if (size > 1 && *bytes == '/' && !ends(path, ")") &&
        memcmp(bytes, "/..", size > 3 ? 3 : size)) {
        check_more(&place, path, " (deleted)");
        if (place.unit.length > 0 && !ends(path, "/"))
            check_more(&place, path, inner);
    }
    free(space);
    free(bytes);
    return 0;
}
