// SPDX-License-Identifier: MIT
/** topic: under which heading each field stands. */
#include "unit.h"

#include "sock/topic.h"

struct topic_row {
    const char *name; /**< the key */
    const char *heading;
};

static const struct topic_row topics[] = {
    {"proto", "Endpoints"},
    {"state", "Endpoints"},
    {"local", "Endpoints"},
    {"peer_host", "Endpoints"},
    {"ip_protocol", "Endpoints"},
    {"shutdown", "Endpoints"},
    {"exposure", "Endpoints"},
    {"port_class", "Endpoints"},
    {"ephemeral", "Endpoints"},
    {"autobound", "Endpoints"},
    {"connections", "Queues"},
    {"handshakes", "Queues"},
    {"role", "Place"},
    {"listener", "Place"},
    {"peer_match", "Place"},
    {"peer_cookie", "Place"},
    {"backends", "Place"},
    {"user", "Process"},
    {"uid", "Process"},
    {"owner", "Process"},
    {"processes", "Process"},
    {"comm", "Process"},
    {"peer_processes", "Process"},
    {"recv_q", "Queues"},
    {"send_q", "Queues"},
    {"accept_queue", "Queues"},
    {"accept_limit", "Queues"},
    {"accept_percent", "Queues"},
    {"timer", "Timer"},
    {"timer_expires_ms", "Timer"},
    {"retransmits", "Timer"},
    {"rtt_us", "TCP internals"},
    {"recv_rate_bytes_per_s", "Rates"},
    {"retransmits_per_s", "Rates"},
    {"congestion", "TCP internals"},
    {"ecn_mode", "TCP internals"},
    {"ulp", "TCP internals"},
    {"subflow_local_id", "Multipath TCP"},
    {"rmem_bytes", "Memory"},
    {"backlog_bytes", "Memory"},
    {"drops", "Memory"},
    {"sk_storage_maps", "BPF storage"},
    {"sk_storage_bytes", "BPF storage"},
    {"tcp_sack", "Options"},
    {"snd_wscale", "Options"},
    {"mark", "Options"},
    {"v6only", "Options"},
    {"inode", "Place"},
    {"cookie", "Place"},
    {"device", "Place"},
    {"device_index", "Place"},
    {"cgroup_id", "Place"},
    {"netns", "Place"},
    {"netns_name", "Place"},
    {"mptcp_token", "Multipath TCP"},
    {"mptcp_bytes_sent", "Multipath TCP"},
    {"sctp_rwnd", "SCTP"},
    {"peer_addresses", "SCTP"},
    {"smc_mode", "SMC"},
    {"local_path", "Unix"},
    {"path_inode", "Unix"},
    {"waiting_inodes", "Unix"},
    {"ethertype", "Packet"},
    {"filter_instructions", "Packet"},
    {"netlink_groups", "Netlink"},
    {"peer_portid", "Netlink"},
    {"peer_cid", "vsock"},
    {"umem_bytes", "XDP"},
    {"tipc_drops", "TIPC"},
};

static void test_topic(void **state)
{
    const struct topic_row *row = *state;
    const struct field *field = field_find(row->name, strlen(row->name));

    assert_non_null(field);
    assert_string_equal(topic_heading(field_topic(field)), row->heading);
}

int main(void)
{
    return RUN_ROWS(test_topic, topics);
}
