// SPDX-License-Identifier: MIT
/**
 * What the path of a cgroup (version 2) says: units of systemd, containers, pods. The owner of the
 * parent chooses the names in it. Everything below user@UID.service is a claim of that user.
 */
#ifndef SOCK_CGROUP_PATH_H
#define SOCK_CGROUP_PATH_H

#include "base/text.h"

#include <stdint.h>

/** What runs a container; a process can be none of these. */
enum container_runtime {
    RUNTIME_NONE,
    RUNTIME_UNKNOWN, /**< a container of some other, or one that the path does not name */
    RUNTIME_DOCKER,
    RUNTIME_CONTAINERD,
    RUNTIME_CRIO,
    RUNTIME_PODMAN,
    RUNTIME_LXC,
    RUNTIME_NSPAWN,
    RUNTIME_APPTAINER,
    RUNTIME_SNAP,
    RUNTIME_FLATPAK,
    RUNTIME_COUNT,
};

/** Names by enum container_runtime; that of RUNTIME_NONE is NULL. */
extern const char *const runtime_names[RUNTIME_COUNT];

/** Classes of pods in Kubernetes. */
enum pod_class {
    POD_NONE,
    POD_GUARANTEED,
    POD_BURSTABLE,
    POD_BESTEFFORT,
    POD_CLASS_COUNT,
};

/** Names by enum pod_class; that of POD_NONE is NULL. */
extern const char *const pod_class_names[POD_CLASS_COUNT];

/** What a path says; a text that is empty is not in it. */
struct cgroup_place {
    struct text unit;               /**< of the service manager of the host: the outermost */
    struct text user_unit;          /**< of the service manager of a user, or below a session */
    struct text slice;              /**< the innermost one above the unit */
    struct text session;            /**< "3" or "c1", of session-3.scope */
    struct text machine;            /**< name at systemd-machined */
    struct text container;          /**< id of the innermost container; without one, its name */
    struct text pod;                /**< id of the pod, "-" between its parts */
    struct text name;               /**< name of the container, or of the application of a user */
    enum container_runtime runtime; /**< of the container */
    enum pod_class pod_class;
    uint32_t uid; /**< of user-UID.slice; UINT32_MAX: none */
};

/**
 * Reads PATH, as in /proc/PID/cgroup (cgroups(7)) or below the mount point. Sets all of *RET_PLACE;
 * a path of another form, or outside of the cgroup namespace ("/.."), says nothing. Texts are parts
 * of PATH or of SPACE, which has room for twice the bytes of PATH. Pure.
 *
 * The forms are those of systemd (systemd.unit(5), src/basic/cgroup-util.c), of the container
 * runtimes, and of the kubelet (pkg/kubelet/cm/cgroup_manager_linux.go).
 */
void cgroup_path_parse(struct text path, char *space, struct cgroup_place *ret_place);

/**
 * Returns true if the id of a container is one by which containers are known, of 32 digits or more,
 * and not a name. Pure.
 */
bool cgroup_is_container_id(struct text container);

#endif
