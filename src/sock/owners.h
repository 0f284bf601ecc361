// SPDX-License-Identifier: MIT
/**
 * The processes that hold sockets. The join declares the wanted inodes, then adds what it found;
 * readers iterate over the holders of a socket. Time is linear in sockets plus holders. Start with
 * `struct owners owners = {0}`.
 */
#ifndef SOCK_OWNERS_H
#define SOCK_OWNERS_H

#include "base/idmap.h"
#include "base/strbuf.h"
#include "sock/sock.h"

/** The owner state of a socket. */
enum owner {
    OWNER_NOT_SCANNED, /**< processes were not read */
    OWNER_KNOWN,       /**< held by the processes listed */
    OWNER_NONE,        /**< no descriptor exists: TIME-WAIT, SYN-RECV, orphans */
    OWNER_HIDDEN,      /**< none found, and some processes could not be read */
    OWNER_KERNEL,      /**< all processes were readable and none holds it */
    OWNER_COUNT,
};

extern const char *const owner_names[OWNER_COUNT];

/** How many of the processes the scan could read. */
enum owner_scan {
    SCAN_NOT_DONE, /**< or failed; a socket without holders may have some */
    SCAN_PARTIAL,  /**< some processes could not be read */
    SCAN_FULL,     /**< every process was read */
};

/** Why a scan was partial. */
enum owner_gap {
    GAP_NONE,
    GAP_DENIED,    /**< a process could not be read: owners.denied_pid */
    GAP_NAMESPACE, /**< processes outside of this PID namespace are not visible */
    GAP_HIDEPID,   /**< /proc is mounted with hidepid */
};

/** The way in which the descriptors of all processes are read. */
enum owner_choice {
    OWNERS_AUTO, /**< by BPF if it is allowed and faster, else from /proc */
    OWNERS_BPF,  /**< by BPF or not at all */
    OWNERS_PROC, /**< from /proc */
};

/** What is known of the security context of a process. */
enum process_context {
    CONTEXT_UNKNOWN, /**< not read, or not readable */
    CONTEXT_NONE,    /**< the kernel gives the process none */
    CONTEXT_KNOWN,
};

struct process {
    uint32_t pid;
    uint32_t comm_length;
    size_t comm_offset;    /**< into owners.comms */
    size_t context_offset; /**< CONTEXT_KNOWN: into owners.contexts */
    uint32_t context_length;
    enum process_context context;
};

/** As holder.fd: which descriptor it is is not known. */
#define HOLDER_NO_FD UINT32_MAX

/** A descriptor of a process that refers to a socket. */
struct holder {
    uint32_t process; /**< index into owners.processes */
    uint32_t fd;      /**< or HOLDER_NO_FD */
    uint32_t next;    /**< index + 1 of the next holder of the socket; 0: the last */
};

/** A socket's chain of holders. */
struct holder_chain {
    uint32_t inode; /**< of the socket; 0: see owners_add_chain */
    uint32_t first; /**< index + 1; 0: none */
    uint32_t last;
};

/** A slot of the hash of wanted inodes; it has the inode, so that chains need not be read. */
struct owner_slot {
    uint32_t inode;
    uint32_t chain; /**< index + 1; 0: free */
};

struct owners {
    bool searched; /**< holders were searched for */
    bool threads;  /**< also in the descriptor tables of single threads */
    enum owner_scan scan;
    bool partial;             /**< any list of holders may be incomplete */
    enum owner_gap gap;       /**< why the scan or the lists are partial */
    uint32_t denied_pid;      /**< GAP_DENIED: the lowest unreadable process */
    size_t hidden;            /**< rows whose owner is hidden */
    struct owner_slot *slots; /**< by hash of the inode */
    size_t slot_count;        /**< 0 or a power of two, at least twice as many as chains */
    struct holder_chain *chains;
    struct holder *holders; /**< each chain is ordered by pid */
    struct process *processes;
    struct strbuf comms;
    struct strbuf contexts;
    size_t chain_count, chain_capacity;
    size_t holder_count, holder_capacity;
    size_t process_count, process_capacity;
};

void owners_free(struct owners *owners);

/** Makes room for COUNT wanted sockets, so that owners_want does not resize the table. */
void owners_reserve(struct owners *owners, size_t count);

/** Declares that holders of INODE are to be listed. */
void owners_want(struct owners *owners, uint32_t inode);

/**
 * Adds a chain that is not of one socket, without holders, and returns its number. Only after the
 * holders were searched for.
 */
uint32_t owners_add_chain(struct owners *owners);

/**
 * Prefetch what will be read of INODE, to hide the latency of memory for a large table: its slot;
 * then, once that has arrived, its chain; then its first holder.
 */
void owners_look_ahead(const struct owners *owners, uint32_t inode);
void owners_look_at_chain(const struct owners *owners, uint32_t inode);
void owners_look_at_holder(const struct owners *owners, uint32_t inode);

/** Returns true and sets *RET_CHAIN if INODE is wanted. */
bool owners_wanted(const struct owners *owners, uint32_t inode, uint32_t *ret_chain);

/** Adds a process and returns its index. COMM is copied. */
uint32_t owners_add_process(struct owners *owners, uint32_t pid, struct text comm);

/**
 * Adds a descriptor to CHAIN, which is ordered by pid. Descriptors of one process must be added
 * together.
 */
void owners_add_holder(struct owners *owners, uint32_t chain, uint32_t process, uint32_t fd);

/**
 * Adds the holders that FROM, of another time, has of the socket with INODE, unless OWNERS has
 * some.
 */
void owners_adopt(struct owners *owners, const struct owners *from, uint32_t inode);

/** Removes all holders and processes; the wanted inodes stay. */
void owners_forget_holders(struct owners *owners);

/** Returns true if every wanted socket has a holder. */
bool owners_all_found(const struct owners *owners);

/** Returns the key of a socket and a holder in the map of owners_index. */
uint64_t owners_holder_key(uint32_t chain, uint32_t pid);

/** Adds the keys of all holders to MAP. */
void owners_index(const struct owners *owners, struct idmap *map);

/** Returns the first holder of a chain, or NULL if none is known. */
const struct holder *owners_chain(const struct owners *owners, uint32_t chain);

/** Returns the first holder of the socket with INODE, or NULL if none is known. */
const struct holder *owners_of(const struct owners *owners, uint32_t inode);

/** Returns the first holder of the socket, or NULL if none is known. */
const struct holder *owners_first(const struct owners *owners, const struct sock *sock);

/**
 * Returns the holder after HOLDER, or NULL after the last. Descriptors of one process are
 * consecutive.
 */
const struct holder *owners_next(const struct owners *owners, const struct holder *holder);

/** Returns the first holder of the next process, or NULL after the last. */
const struct holder *owners_next_process(const struct owners *owners, const struct holder *holder);

/** Returns the name of a process as in the kernel: at most 15 bytes, any but NUL. */
struct text owners_comm(const struct owners *owners, const struct process *process);

/** Stores the security context of process number PROCESS; empty: it has none. It is copied. */
void owners_set_context(struct owners *owners, uint32_t process, struct text context);

/** Returns the security context of a process, not empty; bytes are NULL if none is known. */
struct text owners_context(const struct owners *owners, const struct process *process);

/**
 * Returns true if the security context of a process is unknown, from the process of HOLDER (NULL:
 * none) to the last one of its socket.
 */
bool owners_may_lack_context(const struct owners *owners, const struct holder *holder);

/** Returns the owner state of the socket. */
enum owner owners_state(const struct owners *owners, const struct sock *sock);

/** Returns true if processes that are not listed may hold the socket with INODE; 0: no socket. */
bool owners_may_lack(const struct owners *owners, uint32_t inode);

/** Returns true if holders were searched for and the lists of all wanted sockets are complete. */
bool owners_complete(const struct owners *owners);

#endif
