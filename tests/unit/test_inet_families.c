// SPDX-License-Identifier: MIT
/**
 * collect/inet_diag: MPTCP, SCTP, and TCP with an upper layer protocol, as Linux 6.1, 6.12 and 6.18
 * told of them.
 */
#include "../known.h"
#include "fields.h"
#include "naming.h"
#include "recording.h"
#include "scene.h"

#include "collect/inet_diag.h"
#include "filter/match.h"
#include "filter/parse.h"
#include "sock/detail_cell.h"

#include <errno.h>
#include <libmnl/libmnl.h>

#define RECORDED "tests/data/inet_diag_families.hex"

struct reply_row {
    const char *name;
    enum proto proto;
    const char *sock;
    const char *fields; /**< the type, and the fields of these protocols, that are present */
};

// By a program of its own, out of the bytes of the recording.
// clang-format off
static const struct reply_row replies[] = {
    {"6.1.mptcp4.0", PROTO_MPTCP,
     "mptcp established 127.0.0.1:50500 127.0.0.1:7010 queues=0/0 uid=0 inode=10704 "
     "cookie=70 mark=0 cgroup=1",
     "mptcp_token=8135d361 extra_subflows=0 mptcp_fallback=no mptcp_remote_key=yes "
     "mptcp_add_addr_signal=0 mptcp_add_addr_accepted=0 mptcp_subflows_max=2 "
     "mptcp_add_addr_signal_max=0 mptcp_add_addr_accepted_max=0 "
     "mptcp_local_addr_used=0 mptcp_local_addr_max=0 mptcp_checksum=no "
     "mptcp_write_seq=2409f508f494f538 mptcp_snd_una=2409f508f494f538 "
     "mptcp_rcv_nxt=c88621099ade7a11"},
    {"6.1.mptcp4.1", PROTO_MPTCP,
     "mptcp established 127.0.0.1:7010 127.0.0.1:50500 queues=4280/0 uid=0 "
     "inode=10706 cookie=71 mark=0 cgroup=1",
     "mptcp_token=2646ccd5 extra_subflows=0 mptcp_fallback=no mptcp_remote_key=yes "
     "mptcp_add_addr_signal=0 mptcp_add_addr_accepted=0 mptcp_subflows_max=2 "
     "mptcp_add_addr_signal_max=0 mptcp_add_addr_accepted_max=0 "
     "mptcp_local_addr_used=0 mptcp_local_addr_max=0 mptcp_checksum=no "
     "mptcp_write_seq=c88621099ade7a11 mptcp_snd_una=c88621099ade7a11 "
     "mptcp_rcv_nxt=2409f508f494f538"},
    {"6.1.mptcp4.2", PROTO_MPTCP,
     "mptcp listen 127.0.0.1:7010 accept=0/4 uid=0 inode=10702 cookie=72 mark=0 "
     "cgroup=1",
     ""},
    {"6.1.mptcp6.0", PROTO_MPTCP,
     "mptcp established [::1]:47072 [::1]:7010 queues=0/0 uid=0 inode=10711 cookie=73 "
     "mark=0 cgroup=1",
     "mptcp_token=b3d2426c extra_subflows=0 mptcp_fallback=no mptcp_remote_key=yes "
     "mptcp_add_addr_signal=0 mptcp_add_addr_accepted=0 mptcp_subflows_max=2 "
     "mptcp_add_addr_signal_max=0 mptcp_add_addr_accepted_max=0 "
     "mptcp_local_addr_used=0 mptcp_local_addr_max=0 mptcp_checksum=no "
     "mptcp_write_seq=3f37ca3b4f64e78f mptcp_snd_una=3f37ca3b4f64e78f "
     "mptcp_rcv_nxt=57598ca4f101516b"},
    {"6.1.mptcp6.1", PROTO_MPTCP,
     "mptcp established [::1]:7010 [::1]:47072 queues=4280/0 uid=0 inode=10713 "
     "cookie=74 mark=0 cgroup=1",
     "mptcp_token=d09dfb1d extra_subflows=0 mptcp_fallback=no mptcp_remote_key=yes "
     "mptcp_add_addr_signal=0 mptcp_add_addr_accepted=0 mptcp_subflows_max=2 "
     "mptcp_add_addr_signal_max=0 mptcp_add_addr_accepted_max=0 "
     "mptcp_local_addr_used=0 mptcp_local_addr_max=0 mptcp_checksum=no "
     "mptcp_write_seq=57598ca4f101516b mptcp_snd_una=57598ca4f101516b "
     "mptcp_rcv_nxt=3f37ca3b4f64e78f"},
    {"6.1.mptcp6.2", PROTO_MPTCP,
     "mptcp listen [::1]:7010 accept=0/4 uid=0 inode=10709 cookie=75 mark=0 cgroup=1 "
     "v6only=no",
     ""},
    {"6.1.sctp4.0", PROTO_SCTP,
     "sctp listen 127.0.0.1:7030 accept=0/4 uid=0 inode=10751 cookie=58 mark=0 "
     "cgroup=1",
     "type=stream sctp_role=endpoint local_addresses=127.0.0.1"},
    {"6.1.sctp4.1", PROTO_SCTP,
     "sctp established 127.0.0.1:7030 127.0.0.1:37472 uid=0 inode=10753 cookie=59 "
     "mark=0 cgroup=1",
     "type=stream sctp_role=endpoint local_addresses=127.0.0.1"},
    {"6.1.sctp4.2", PROTO_SCTP,
     "sctp established 127.0.0.1:7030 127.0.0.1:37472 queues=532/0 uid=0 inode=10753 "
     "cookie=59 mark=0 cgroup=1",
     "sctp_role=association local_addresses=127.0.0.1 "
     "peer_addresses=127.0.0.1,192.0.2.1 sctp_in_streams=10 sctp_out_streams=10 "
     "sctp_rwnd=106196 sctp_peer_rwnd=106496 sctp_retransmitted_chunks=0 "
     "sctp_primary_cwnd=131064 sctp_primary_rto_ms=3000"},
    {"6.1.sctp4.3", PROTO_SCTP,
     "sctp unconnected 127.0.0.1:56432 uid=0 inode=10756 cookie=60 mark=0 cgroup=1",
     "type=seqpacket sctp_role=endpoint local_addresses=0.0.0.0"},
    {"6.1.sctp4.4", PROTO_SCTP,
     "sctp established 127.0.0.1:56432 127.0.0.1:7031 queues=0/0 uid=0 inode=10756 "
     "cookie=60 mark=0 cgroup=1",
     "sctp_role=association local_addresses=127.0.0.1,192.0.2.1 "
     "peer_addresses=127.0.0.1 sctp_in_streams=10 sctp_out_streams=10 "
     "sctp_rwnd=106496 sctp_peer_rwnd=106496 sctp_retransmitted_chunks=0 "
     "sctp_primary_cwnd=131064 sctp_primary_rto_ms=3000"},
    {"6.1.sctp4.5", PROTO_SCTP,
     "sctp established 127.0.0.1:37472 127.0.0.1:7030 uid=0 inode=10752 cookie=61 "
     "mark=0 cgroup=1",
     "type=stream sctp_role=endpoint local_addresses=0.0.0.0"},
    {"6.1.sctp4.6", PROTO_SCTP,
     "sctp established 127.0.0.1:37472 127.0.0.1:7030 queues=0/0 uid=0 inode=10752 "
     "cookie=61 mark=0 cgroup=1",
     "sctp_role=association local_addresses=127.0.0.1,192.0.2.1 "
     "peer_addresses=127.0.0.1 sctp_in_streams=10 sctp_out_streams=10 "
     "sctp_rwnd=106496 sctp_peer_rwnd=106196 sctp_retransmitted_chunks=0 "
     "sctp_primary_cwnd=131064 sctp_primary_rto_ms=1000"},
    {"6.1.sctp4.7", PROTO_SCTP,
     "sctp unconnected 127.0.0.1:33866 uid=0 inode=10755 cookie=62 mark=0 cgroup=1",
     "type=seqpacket sctp_role=endpoint local_addresses=0.0.0.0"},
    {"6.1.sctp4.8", PROTO_SCTP,
     "sctp established 127.0.0.1:33866 127.0.0.1:7031 queues=0/0 uid=0 inode=10755 "
     "cookie=62 mark=0 cgroup=1",
     "sctp_role=association local_addresses=127.0.0.1,192.0.2.1 "
     "peer_addresses=127.0.0.1 sctp_in_streams=10 sctp_out_streams=10 "
     "sctp_rwnd=106496 sctp_peer_rwnd=106496 sctp_retransmitted_chunks=0 "
     "sctp_primary_cwnd=131064 sctp_primary_rto_ms=3000"},
    {"6.1.sctp4.9", PROTO_SCTP,
     "sctp listen 127.0.0.1:7031 accept=0/1 uid=0 inode=10754 cookie=63 mark=0 "
     "cgroup=1",
     "type=seqpacket sctp_role=endpoint local_addresses=127.0.0.1"},
    {"6.1.sctp4.10", PROTO_SCTP,
     "sctp established 127.0.0.1:7031 127.0.0.1:33866 queues=0/0 uid=0 inode=10754 "
     "cookie=63 mark=0 cgroup=1",
     "sctp_role=association local_addresses=127.0.0.1 "
     "peer_addresses=127.0.0.1,192.0.2.1 sctp_in_streams=10 sctp_out_streams=10 "
     "sctp_rwnd=106496 sctp_peer_rwnd=106496 sctp_retransmitted_chunks=0 "
     "sctp_primary_cwnd=131064 sctp_primary_rto_ms=3000"},
    {"6.1.sctp4.11", PROTO_SCTP,
     "sctp established 127.0.0.1:7031 127.0.0.1:56432 queues=0/0 uid=0 inode=10754 "
     "cookie=63 mark=0 cgroup=1",
     "sctp_role=association local_addresses=127.0.0.1 "
     "peer_addresses=127.0.0.1,192.0.2.1 sctp_in_streams=10 sctp_out_streams=10 "
     "sctp_rwnd=106496 sctp_peer_rwnd=106496 sctp_retransmitted_chunks=0 "
     "sctp_primary_cwnd=131064 sctp_primary_rto_ms=3000"},
    {"6.1.sctp6.0", PROTO_SCTP,
     "sctp listen [::1]:7030 accept=0/4 uid=0 inode=10758 cookie=64 mark=0 cgroup=1 "
     "v6only=no",
     "type=stream sctp_role=endpoint local_addresses=::1"},
    {"6.1.sctp6.1", PROTO_SCTP,
     "sctp established [::1]:33152 [::1]:7030 uid=0 inode=10759 cookie=65 mark=0 "
     "cgroup=1",
     "type=stream sctp_role=endpoint local_addresses=::"},
    {"6.1.sctp6.2", PROTO_SCTP,
     "sctp established [::]:33152 [::1]:7030 queues=0/0 uid=0 inode=10759 cookie=65 "
     "mark=0 cgroup=1",
     "sctp_role=association "
     "local_addresses=127.0.0.1,::1,192.0.2.1,2001:db8::1,2001:db8::2 "
     "peer_addresses=::1 sctp_in_streams=10 sctp_out_streams=10 sctp_rwnd=106496 "
     "sctp_peer_rwnd=106196 sctp_retransmitted_chunks=0 sctp_primary_cwnd=131072 "
     "sctp_primary_rto_ms=1000"},
    {"6.1.sctp6.3", PROTO_SCTP,
     "sctp unconnected [::1]:58674 uid=0 inode=10762 cookie=66 mark=0 cgroup=1 "
     "v6only=no",
     "type=seqpacket sctp_role=endpoint local_addresses=::"},
    {"6.1.sctp6.4", PROTO_SCTP,
     "sctp established [::]:58674 [::1]:7031 queues=0/0 uid=0 inode=10762 cookie=66 "
     "mark=0 cgroup=1 v6only=no",
     "sctp_role=association "
     "local_addresses=127.0.0.1,::1,192.0.2.1,2001:db8::1,2001:db8::2 "
     "peer_addresses=::1 sctp_in_streams=10 sctp_out_streams=10 sctp_rwnd=106496 "
     "sctp_peer_rwnd=106496 sctp_retransmitted_chunks=0 sctp_primary_cwnd=131072 "
     "sctp_primary_rto_ms=3000"},
    {"6.1.sctp6.5", PROTO_SCTP,
     "sctp listen [::1]:7031 accept=0/1 uid=0 inode=10761 cookie=67 mark=0 cgroup=1 "
     "v6only=no",
     "type=seqpacket sctp_role=endpoint local_addresses=::1"},
    {"6.1.sctp6.6", PROTO_SCTP,
     "sctp established [::1]:7031 [::1]:58674 queues=0/0 uid=0 inode=10761 cookie=67 "
     "mark=0 cgroup=1 v6only=no",
     "sctp_role=association local_addresses=::1 "
     "peer_addresses=::1,127.0.0.1,192.0.2.1,2001:db8::1,2001:db8::2 "
     "sctp_in_streams=10 sctp_out_streams=10 sctp_rwnd=106496 sctp_peer_rwnd=106496 "
     "sctp_retransmitted_chunks=0 sctp_primary_cwnd=131072 "
     "sctp_primary_rto_ms=3000"},
    {"6.1.sctp6.7", PROTO_SCTP,
     "sctp established [::1]:7031 [::1]:58706 queues=0/0 uid=0 inode=10761 cookie=67 "
     "mark=0 cgroup=1 v6only=no",
     "sctp_role=association local_addresses=::1 "
     "peer_addresses=::1,127.0.0.1,192.0.2.1,2001:db8::1,2001:db8::2 "
     "sctp_in_streams=10 sctp_out_streams=10 sctp_rwnd=106496 sctp_peer_rwnd=106496 "
     "sctp_retransmitted_chunks=0 sctp_primary_cwnd=131072 "
     "sctp_primary_rto_ms=3000"},
    {"6.1.sctp6.8", PROTO_SCTP,
     "sctp established [::1]:7030 [::1]:33152 uid=0 inode=10760 cookie=68 mark=0 "
     "cgroup=1",
     "type=stream sctp_role=endpoint local_addresses=::1"},
    {"6.1.sctp6.9", PROTO_SCTP,
     "sctp established [::1]:7030 [::1]:33152 queues=532/0 uid=0 inode=10760 "
     "cookie=68 mark=0 cgroup=1",
     "sctp_role=association local_addresses=::1 "
     "peer_addresses=::1,127.0.0.1,192.0.2.1,2001:db8::1,2001:db8::2 "
     "sctp_in_streams=10 sctp_out_streams=10 sctp_rwnd=106196 sctp_peer_rwnd=106496 "
     "sctp_retransmitted_chunks=0 sctp_primary_cwnd=131072 "
     "sctp_primary_rto_ms=3000"},
    {"6.1.sctp6.10", PROTO_SCTP,
     "sctp unconnected [::1]:58706 uid=0 inode=10763 cookie=69 mark=0 cgroup=1 "
     "v6only=no",
     "type=seqpacket sctp_role=endpoint local_addresses=::"},
    {"6.1.sctp6.11", PROTO_SCTP,
     "sctp established [::]:58706 [::1]:7031 queues=0/0 uid=0 inode=10763 cookie=69 "
     "mark=0 cgroup=1 v6only=no",
     "sctp_role=association "
     "local_addresses=127.0.0.1,::1,192.0.2.1,2001:db8::1,2001:db8::2 "
     "peer_addresses=::1 sctp_in_streams=10 sctp_out_streams=10 sctp_rwnd=106496 "
     "sctp_peer_rwnd=106496 sctp_retransmitted_chunks=0 sctp_primary_cwnd=131072 "
     "sctp_primary_rto_ms=3000"},
    {"6.1.tcp4.0", PROTO_TCP,
     "tcp listen 127.0.0.1:7010 accept=0/4 uid=0 inode=10702 cookie=1 mark=0 cgroup=1",
     "ulp=mptcp"},
    {"6.1.tcp4.11", PROTO_TCP,
     "tcp established 127.0.0.1:50500 127.0.0.1:7010 queues=0/0 uid=0 inode=10704 "
     "cookie=12 mark=0 cgroup=1",
     "mptcp_token=8135d361 ulp=mptcp subflow_local_id=0 subflow_peer_id=0 "
     "subflow_peer_capable=yes subflow_local_capable=yes subflow_peer_join=no "
     "subflow_local_join=no subflow_peer_backup=no subflow_local_backup=no "
     "subflow_established=yes subflow_connected=yes subflow_map_valid=no"},
    {"6.1.tcp4.22", PROTO_TCP,
     "tcp established 127.0.0.1:7010 127.0.0.1:50500 queues=0/0 uid=0 inode=10706 "
     "cookie=23 mark=0 cgroup=1",
     "mptcp_token=2646ccd5 ulp=mptcp subflow_local_id=0 subflow_peer_id=0 "
     "subflow_peer_capable=yes subflow_local_capable=no subflow_peer_join=no "
     "subflow_local_join=no subflow_peer_backup=no subflow_local_backup=no "
     "subflow_established=yes subflow_connected=yes subflow_map_valid=no"},
    {"6.1.tcp4.26", PROTO_TCP,
     "tcp established 127.0.0.1:7006 127.0.0.1:60904 queues=27/0 uid=0 inode=10701 "
     "cookie=27 mark=0 cgroup=1",
     "ulp=tls "
     "tls_version=tls1.3 tls_cipher=aes-gcm-128 tls_tx=none tls_rx=sw tls_zero_copy_tx=no "
     "tls_rx_no_pad=no"},
    {"6.1.tcp4.27", PROTO_TCP,
     "tcp established 127.0.0.1:60904 127.0.0.1:7006 queues=0/0 uid=0 inode=10700 "
     "cookie=28 mark=0 cgroup=1",
     "ulp=tls "
     "tls_version=tls1.3 tls_cipher=aes-gcm-128 tls_tx=sw tls_rx=none tls_zero_copy_tx=no "
     "tls_rx_no_pad=no"},
    {"6.1.tcp6.2", PROTO_TCP,
     "tcp listen [::1]:7010 accept=0/4 uid=0 inode=10709 cookie=34 mark=0 cgroup=1 "
     "v6only=yes",
     "ulp=mptcp"},
    {"6.1.tcp6.5", PROTO_TCP,
     "tcp established [::1]:7010 [::1]:47072 queues=0/0 uid=0 inode=10713 cookie=37 "
     "mark=0 cgroup=1",
     "mptcp_token=d09dfb1d ulp=mptcp subflow_local_id=0 subflow_peer_id=0 "
     "subflow_peer_capable=yes subflow_local_capable=no subflow_peer_join=no "
     "subflow_local_join=no subflow_peer_backup=no subflow_local_backup=no "
     "subflow_established=yes subflow_connected=yes subflow_map_valid=no"},
    {"6.1.tcp6.6", PROTO_TCP,
     "tcp established [::1]:47072 [::1]:7010 queues=0/0 uid=0 inode=10711 cookie=38 "
     "mark=0 cgroup=1",
     "mptcp_token=b3d2426c ulp=mptcp subflow_local_id=0 subflow_peer_id=0 "
     "subflow_peer_capable=yes subflow_local_capable=yes subflow_peer_join=no "
     "subflow_local_join=no subflow_peer_backup=no subflow_local_backup=no "
     "subflow_established=yes subflow_connected=yes subflow_map_valid=no"},
    {"6.12.mptcp4.0", PROTO_MPTCP,
     "mptcp established 127.0.0.1:36814 127.0.0.1:7010 queues=0/0 uid=0 inode=435 "
     "cookie=76 mark=0 cgroup=1",
     "mptcp_token=e2254a0c subflows=1 extra_subflows=0 mptcp_fallback=no "
     "mptcp_remote_key=yes mptcp_add_addr_signal=0 mptcp_add_addr_accepted=0 "
     "mptcp_subflows_max=2 mptcp_add_addr_signal_max=0 mptcp_add_addr_accepted_max=0 "
     "mptcp_local_addr_used=0 mptcp_local_addr_max=0 mptcp_checksum=no "
     "mptcp_write_seq=7bdfdf514fc517d6 mptcp_snd_una=7bdfdf514fc517d6 "
     "mptcp_rcv_nxt=5bfc4146d969d949 mptcp_retransmits=0 mptcp_bytes_retransmitted=0 "
     "mptcp_bytes_sent=3000 mptcp_bytes_received=0 mptcp_bytes_acked=3000 "
     "mptcp_last_data_sent_ms=4180 mptcp_last_data_received_ms=4184 "
     "mptcp_last_ack_received_ms=4176"},
    {"6.12.mptcp4.1", PROTO_MPTCP,
     "mptcp established 127.0.0.1:7010 127.0.0.1:36814 queues=3960/0 uid=0 inode=437 "
     "cookie=77 mark=0 cgroup=1",
     "mptcp_token=887dfbae subflows=1 extra_subflows=0 mptcp_fallback=no "
     "mptcp_remote_key=yes mptcp_add_addr_signal=0 mptcp_add_addr_accepted=0 "
     "mptcp_subflows_max=2 mptcp_add_addr_signal_max=0 mptcp_add_addr_accepted_max=0 "
     "mptcp_local_addr_used=0 mptcp_local_addr_max=0 mptcp_checksum=no "
     "mptcp_write_seq=5bfc4146d969d949 mptcp_snd_una=5bfc4146d969d949 "
     "mptcp_rcv_nxt=7bdfdf514fc517d6 mptcp_retransmits=0 mptcp_bytes_retransmitted=0 "
     "mptcp_bytes_sent=0 mptcp_bytes_received=3000 mptcp_bytes_acked=0 "
     "mptcp_last_data_sent_ms=4184 mptcp_last_data_received_ms=4180 "
     "mptcp_last_ack_received_ms=4184"},
    {"6.12.mptcp4.2", PROTO_MPTCP,
     "mptcp listen 127.0.0.1:7010 accept=0/4 uid=0 inode=433 cookie=78 mark=0 "
     "cgroup=1",
     ""},
    {"6.12.mptcp6.0", PROTO_MPTCP,
     "mptcp established [::1]:7010 [::1]:37362 queues=3960/0 uid=0 inode=444 "
     "cookie=79 mark=0 cgroup=1",
     "mptcp_token=e3bf9115 subflows=1 extra_subflows=0 mptcp_fallback=no "
     "mptcp_remote_key=yes mptcp_add_addr_signal=0 mptcp_add_addr_accepted=0 "
     "mptcp_subflows_max=2 mptcp_add_addr_signal_max=0 mptcp_add_addr_accepted_max=0 "
     "mptcp_local_addr_used=0 mptcp_local_addr_max=0 mptcp_checksum=no "
     "mptcp_write_seq=36a575f8f7d122d7 mptcp_snd_una=36a575f8f7d122d7 "
     "mptcp_rcv_nxt=af4ad3fad884e4bf mptcp_retransmits=0 mptcp_bytes_retransmitted=0 "
     "mptcp_bytes_sent=0 mptcp_bytes_received=3000 mptcp_bytes_acked=0 "
     "mptcp_last_data_sent_ms=4272 mptcp_last_data_received_ms=4268 "
     "mptcp_last_ack_received_ms=4272"},
    {"6.12.mptcp6.1", PROTO_MPTCP,
     "mptcp established [::1]:37362 [::1]:7010 queues=0/0 uid=0 inode=442 cookie=80 "
     "mark=0 cgroup=1",
     "mptcp_token=8806a725 subflows=1 extra_subflows=0 mptcp_fallback=no "
     "mptcp_remote_key=yes mptcp_add_addr_signal=0 mptcp_add_addr_accepted=0 "
     "mptcp_subflows_max=2 mptcp_add_addr_signal_max=0 mptcp_add_addr_accepted_max=0 "
     "mptcp_local_addr_used=0 mptcp_local_addr_max=0 mptcp_checksum=no "
     "mptcp_write_seq=af4ad3fad884e4bf mptcp_snd_una=af4ad3fad884e4bf "
     "mptcp_rcv_nxt=36a575f8f7d122d7 mptcp_retransmits=0 mptcp_bytes_retransmitted=0 "
     "mptcp_bytes_sent=3000 mptcp_bytes_received=0 mptcp_bytes_acked=3000 "
     "mptcp_last_data_sent_ms=4268 mptcp_last_data_received_ms=4272 "
     "mptcp_last_ack_received_ms=4268"},
    {"6.12.mptcp6.2", PROTO_MPTCP,
     "mptcp listen [::1]:7010 accept=0/4 uid=0 inode=440 cookie=81 mark=0 cgroup=1 "
     "v6only=no",
     ""},
    {"6.12.sctp4.0", PROTO_SCTP,
     "sctp listen 127.0.0.1:7030 accept=0/4 uid=0 inode=482 cookie=64 mark=0 cgroup=1",
     "type=stream sctp_role=endpoint local_addresses=127.0.0.1"},
    {"6.12.sctp4.1", PROTO_SCTP,
     "sctp established 127.0.0.1:54008 127.0.0.1:7030 uid=0 inode=483 cookie=65 "
     "mark=0 cgroup=1",
     "type=stream sctp_role=endpoint local_addresses=0.0.0.0"},
    {"6.12.sctp4.2", PROTO_SCTP,
     "sctp established 127.0.0.1:54008 127.0.0.1:7030 queues=0/0 uid=0 inode=483 "
     "cookie=65 mark=0 cgroup=1",
     "sctp_role=association local_addresses=127.0.0.1,192.0.2.1 "
     "peer_addresses=127.0.0.1 sctp_in_streams=10 sctp_out_streams=10 "
     "sctp_rwnd=106496 sctp_peer_rwnd=106196 sctp_retransmitted_chunks=0 "
     "sctp_primary_cwnd=131064 sctp_primary_rto_ms=1000"},
    {"6.12.sctp4.3", PROTO_SCTP,
     "sctp unconnected 127.0.0.1:57305 uid=0 inode=486 cookie=66 mark=0 cgroup=1",
     "type=seqpacket sctp_role=endpoint local_addresses=0.0.0.0"},
    {"6.12.sctp4.4", PROTO_SCTP,
     "sctp established 127.0.0.1:57305 127.0.0.1:7031 queues=0/0 uid=0 inode=486 "
     "cookie=66 mark=0 cgroup=1",
     "sctp_role=association local_addresses=127.0.0.1,192.0.2.1 "
     "peer_addresses=127.0.0.1 sctp_in_streams=10 sctp_out_streams=10 "
     "sctp_rwnd=106496 sctp_peer_rwnd=106496 sctp_retransmitted_chunks=0 "
     "sctp_primary_cwnd=131064 sctp_primary_rto_ms=3000"},
    {"6.12.sctp4.5", PROTO_SCTP,
     "sctp unconnected 127.0.0.1:56210 uid=0 inode=487 cookie=67 mark=0 cgroup=1",
     "type=seqpacket sctp_role=endpoint local_addresses=0.0.0.0"},
    {"6.12.sctp4.6", PROTO_SCTP,
     "sctp established 127.0.0.1:56210 127.0.0.1:7031 queues=0/0 uid=0 inode=487 "
     "cookie=67 mark=0 cgroup=1",
     "sctp_role=association local_addresses=127.0.0.1,192.0.2.1 "
     "peer_addresses=127.0.0.1 sctp_in_streams=10 sctp_out_streams=10 "
     "sctp_rwnd=106496 sctp_peer_rwnd=106496 sctp_retransmitted_chunks=0 "
     "sctp_primary_cwnd=131064 sctp_primary_rto_ms=3000"},
    {"6.12.sctp4.7", PROTO_SCTP,
     "sctp established 127.0.0.1:7030 127.0.0.1:54008 uid=0 inode=484 cookie=68 "
     "mark=0 cgroup=1",
     "type=stream sctp_role=endpoint local_addresses=127.0.0.1"},
    {"6.12.sctp4.8", PROTO_SCTP,
     "sctp established 127.0.0.1:7030 127.0.0.1:54008 queues=532/0 uid=0 inode=484 "
     "cookie=68 mark=0 cgroup=1",
     "sctp_role=association local_addresses=127.0.0.1 "
     "peer_addresses=127.0.0.1,192.0.2.1 sctp_in_streams=10 sctp_out_streams=10 "
     "sctp_rwnd=106196 sctp_peer_rwnd=106496 sctp_retransmitted_chunks=0 "
     "sctp_primary_cwnd=131064 sctp_primary_rto_ms=3000"},
    {"6.12.sctp4.9", PROTO_SCTP,
     "sctp listen 127.0.0.1:7031 accept=0/1 uid=0 inode=485 cookie=69 mark=0 cgroup=1",
     "type=seqpacket sctp_role=endpoint local_addresses=127.0.0.1"},
    {"6.12.sctp4.10", PROTO_SCTP,
     "sctp established 127.0.0.1:7031 127.0.0.1:57305 queues=0/0 uid=0 inode=485 "
     "cookie=69 mark=0 cgroup=1",
     "sctp_role=association local_addresses=127.0.0.1 "
     "peer_addresses=127.0.0.1,192.0.2.1 sctp_in_streams=10 sctp_out_streams=10 "
     "sctp_rwnd=106496 sctp_peer_rwnd=106496 sctp_retransmitted_chunks=0 "
     "sctp_primary_cwnd=131064 sctp_primary_rto_ms=3000"},
    {"6.12.sctp4.11", PROTO_SCTP,
     "sctp established 127.0.0.1:7031 127.0.0.1:56210 queues=0/0 uid=0 inode=485 "
     "cookie=69 mark=0 cgroup=1",
     "sctp_role=association local_addresses=127.0.0.1 "
     "peer_addresses=127.0.0.1,192.0.2.1 sctp_in_streams=10 sctp_out_streams=10 "
     "sctp_rwnd=106496 sctp_peer_rwnd=106496 sctp_retransmitted_chunks=0 "
     "sctp_primary_cwnd=131064 sctp_primary_rto_ms=3000"},
    {"6.12.sctp6.0", PROTO_SCTP,
     "sctp listen [::1]:7030 accept=0/4 uid=0 inode=489 cookie=70 mark=0 cgroup=1 "
     "v6only=no",
     "type=stream sctp_role=endpoint local_addresses=::1"},
    {"6.12.sctp6.1", PROTO_SCTP,
     "sctp unconnected [::1]:48342 uid=0 inode=493 cookie=71 mark=0 cgroup=1 "
     "v6only=no",
     "type=seqpacket sctp_role=endpoint local_addresses=::"},
    {"6.12.sctp6.2", PROTO_SCTP,
     "sctp established [::]:48342 [::1]:7031 queues=0/0 uid=0 inode=493 cookie=71 "
     "mark=0 cgroup=1 v6only=no",
     "sctp_role=association "
     "local_addresses=127.0.0.1,::1,192.0.2.1,2001:db8::1,2001:db8::2 "
     "peer_addresses=::1 sctp_in_streams=10 sctp_out_streams=10 sctp_rwnd=106496 "
     "sctp_peer_rwnd=106496 sctp_retransmitted_chunks=0 sctp_primary_cwnd=131072 "
     "sctp_primary_rto_ms=3000"},
    {"6.12.sctp6.3", PROTO_SCTP,
     "sctp unconnected [::1]:50364 uid=0 inode=494 cookie=72 mark=0 cgroup=1 "
     "v6only=no",
     "type=seqpacket sctp_role=endpoint local_addresses=::"},
    {"6.12.sctp6.4", PROTO_SCTP,
     "sctp established [::]:50364 [::1]:7031 queues=0/0 uid=0 inode=494 cookie=72 "
     "mark=0 cgroup=1 v6only=no",
     "sctp_role=association "
     "local_addresses=127.0.0.1,::1,192.0.2.1,2001:db8::1,2001:db8::2 "
     "peer_addresses=::1 sctp_in_streams=10 sctp_out_streams=10 sctp_rwnd=106496 "
     "sctp_peer_rwnd=106496 sctp_retransmitted_chunks=0 sctp_primary_cwnd=131072 "
     "sctp_primary_rto_ms=3000"},
    {"6.12.sctp6.5", PROTO_SCTP,
     "sctp established [::1]:43343 [::1]:7030 uid=0 inode=490 cookie=73 mark=0 "
     "cgroup=1",
     "type=stream sctp_role=endpoint local_addresses=::"},
    {"6.12.sctp6.6", PROTO_SCTP,
     "sctp established [::]:43343 [::1]:7030 queues=0/0 uid=0 inode=490 cookie=73 "
     "mark=0 cgroup=1",
     "sctp_role=association "
     "local_addresses=127.0.0.1,::1,192.0.2.1,2001:db8::1,2001:db8::2 "
     "peer_addresses=::1 sctp_in_streams=10 sctp_out_streams=10 sctp_rwnd=106496 "
     "sctp_peer_rwnd=106196 sctp_retransmitted_chunks=0 sctp_primary_cwnd=131072 "
     "sctp_primary_rto_ms=1000"},
    {"6.12.sctp6.7", PROTO_SCTP,
     "sctp listen [::1]:7031 accept=0/1 uid=0 inode=492 cookie=74 mark=0 cgroup=1 "
     "v6only=no",
     "type=seqpacket sctp_role=endpoint local_addresses=::1"},
    {"6.12.sctp6.8", PROTO_SCTP,
     "sctp established [::1]:7031 [::1]:48342 queues=0/0 uid=0 inode=492 cookie=74 "
     "mark=0 cgroup=1 v6only=no",
     "sctp_role=association local_addresses=::1 "
     "peer_addresses=::1,127.0.0.1,192.0.2.1,2001:db8::1,2001:db8::2 "
     "sctp_in_streams=10 sctp_out_streams=10 sctp_rwnd=106496 sctp_peer_rwnd=106496 "
     "sctp_retransmitted_chunks=0 sctp_primary_cwnd=131072 "
     "sctp_primary_rto_ms=3000"},
    {"6.12.sctp6.9", PROTO_SCTP,
     "sctp established [::1]:7031 [::1]:50364 queues=0/0 uid=0 inode=492 cookie=74 "
     "mark=0 cgroup=1 v6only=no",
     "sctp_role=association local_addresses=::1 "
     "peer_addresses=::1,127.0.0.1,192.0.2.1,2001:db8::1,2001:db8::2 "
     "sctp_in_streams=10 sctp_out_streams=10 sctp_rwnd=106496 sctp_peer_rwnd=106496 "
     "sctp_retransmitted_chunks=0 sctp_primary_cwnd=131072 "
     "sctp_primary_rto_ms=3000"},
    {"6.12.sctp6.10", PROTO_SCTP,
     "sctp established [::1]:7030 [::1]:43343 uid=0 inode=491 cookie=75 mark=0 "
     "cgroup=1",
     "type=stream sctp_role=endpoint local_addresses=::1"},
    {"6.12.sctp6.11", PROTO_SCTP,
     "sctp established [::1]:7030 [::1]:43343 queues=532/0 uid=0 inode=491 cookie=75 "
     "mark=0 cgroup=1",
     "sctp_role=association local_addresses=::1 "
     "peer_addresses=::1,127.0.0.1,192.0.2.1,2001:db8::1,2001:db8::2 "
     "sctp_in_streams=10 sctp_out_streams=10 sctp_rwnd=106196 sctp_peer_rwnd=106496 "
     "sctp_retransmitted_chunks=0 sctp_primary_cwnd=131072 "
     "sctp_primary_rto_ms=3000"},
    {"6.12.tcp4.4", PROTO_TCP,
     "tcp listen 127.0.0.1:7010 accept=0/4 uid=0 inode=433 cookie=5 mark=0 cgroup=1",
     "ulp=mptcp"},
    {"6.12.tcp4.12", PROTO_TCP,
     "tcp established 127.0.0.1:60864 127.0.0.1:7006 queues=0/0 uid=0 inode=431 "
     "cookie=13 mark=0 cgroup=1",
     "ulp=tls "
     "tls_version=tls1.3 tls_cipher=aes-gcm-128 tls_tx=sw tls_rx=none tls_zero_copy_tx=no "
     "tls_rx_no_pad=no"},
    {"6.12.tcp4.19", PROTO_TCP,
     "tcp established 127.0.0.1:7006 127.0.0.1:60864 queues=27/0 uid=0 inode=432 "
     "cookie=20 mark=0 cgroup=1",
     "ulp=tls "
     "tls_version=tls1.3 tls_cipher=aes-gcm-128 tls_tx=none tls_rx=sw tls_zero_copy_tx=no "
     "tls_rx_no_pad=no"},
    {"6.12.tcp4.24", PROTO_TCP,
     "tcp established 127.0.0.1:7010 127.0.0.1:36814 queues=0/0 uid=0 inode=437 "
     "cookie=25 mark=0 cgroup=1",
     "mptcp_token=887dfbae ulp=mptcp subflow_local_id=0 subflow_peer_id=0 "
     "subflow_peer_capable=yes subflow_local_capable=no subflow_peer_join=no "
     "subflow_local_join=no subflow_peer_backup=no subflow_local_backup=no "
     "subflow_established=yes subflow_connected=yes subflow_map_valid=no"},
    {"6.12.tcp4.33", PROTO_TCP,
     "tcp established 127.0.0.1:36814 127.0.0.1:7010 queues=0/0 uid=0 inode=435 "
     "cookie=34 mark=0 cgroup=1",
     "mptcp_token=e2254a0c ulp=mptcp subflow_local_id=0 subflow_peer_id=0 "
     "subflow_peer_capable=yes subflow_local_capable=yes subflow_peer_join=no "
     "subflow_local_join=no subflow_peer_backup=no subflow_local_backup=no "
     "subflow_established=yes subflow_connected=yes subflow_map_valid=no"},
    {"6.12.tcp6.1", PROTO_TCP,
     "tcp listen [::1]:7010 accept=0/4 uid=0 inode=440 cookie=36 mark=0 cgroup=1 "
     "v6only=yes",
     "ulp=mptcp"},
    {"6.12.tcp6.8", PROTO_TCP,
     "tcp established [::1]:7010 [::1]:37362 queues=0/0 uid=0 inode=444 cookie=43 "
     "mark=0 cgroup=1",
     "mptcp_token=e3bf9115 ulp=mptcp subflow_local_id=0 subflow_peer_id=0 "
     "subflow_peer_capable=yes subflow_local_capable=no subflow_peer_join=no "
     "subflow_local_join=no subflow_peer_backup=no subflow_local_backup=no "
     "subflow_established=yes subflow_connected=yes subflow_map_valid=no"},
    {"6.12.tcp6.11", PROTO_TCP,
     "tcp established [::1]:37362 [::1]:7010 queues=0/0 uid=0 inode=442 cookie=46 "
     "mark=0 cgroup=1",
     "mptcp_token=8806a725 ulp=mptcp subflow_local_id=0 subflow_peer_id=0 "
     "subflow_peer_capable=yes subflow_local_capable=yes subflow_peer_join=no "
     "subflow_local_join=no subflow_peer_backup=no subflow_local_backup=no "
     "subflow_established=yes subflow_connected=yes subflow_map_valid=no"},
    {"6.18.mptcp4.0", PROTO_MPTCP,
     "mptcp established 127.0.0.1:7010 127.0.0.1:40794 queues=3832/0 uid=0 "
     "inode=24973784 cookie=5210068 mark=0 cgroup=1",
     "mptcp_token=ed228074 subflows=1 extra_subflows=0 mptcp_fallback=no "
     "mptcp_remote_key=yes mptcp_add_addr_signal=0 mptcp_add_addr_accepted=0 "
     "mptcp_subflows_max=2 mptcp_add_addr_signal_max=0 mptcp_add_addr_accepted_max=0 "
     "mptcp_local_addr_used=0 mptcp_local_addr_max=0 mptcp_checksum=no "
     "mptcp_write_seq=bf9d2fdb85e95372 mptcp_snd_una=bf9d2fdb85e95372 "
     "mptcp_rcv_nxt=52a807a362a29516 mptcp_retransmits=0 mptcp_bytes_retransmitted=0 "
     "mptcp_bytes_sent=0 mptcp_bytes_received=3000 mptcp_bytes_acked=0 "
     "mptcp_last_data_sent_ms=2736 mptcp_last_data_received_ms=2736 "
     "mptcp_last_ack_received_ms=2736"},
    {"6.18.mptcp4.1", PROTO_MPTCP,
     "mptcp established 127.0.0.1:40794 127.0.0.1:7010 queues=0/0 uid=0 "
     "inode=24973782 cookie=5210069 mark=0 cgroup=1",
     "mptcp_token=365a881c subflows=1 extra_subflows=0 mptcp_fallback=no "
     "mptcp_remote_key=yes mptcp_add_addr_signal=0 mptcp_add_addr_accepted=0 "
     "mptcp_subflows_max=2 mptcp_add_addr_signal_max=0 mptcp_add_addr_accepted_max=0 "
     "mptcp_local_addr_used=0 mptcp_local_addr_max=0 mptcp_checksum=no "
     "mptcp_write_seq=52a807a362a29516 mptcp_snd_una=52a807a362a29516 "
     "mptcp_rcv_nxt=bf9d2fdb85e95372 mptcp_retransmits=0 mptcp_bytes_retransmitted=0 "
     "mptcp_bytes_sent=3000 mptcp_bytes_received=0 mptcp_bytes_acked=3000 "
     "mptcp_last_data_sent_ms=2736 mptcp_last_data_received_ms=2736 "
     "mptcp_last_ack_received_ms=2736"},
    {"6.18.mptcp4.2", PROTO_MPTCP,
     "mptcp listen 127.0.0.1:7010 accept=0/4 uid=0 inode=24973780 cookie=5210070 "
     "mark=0 cgroup=1",
     ""},
    {"6.18.mptcp6.0", PROTO_MPTCP,
     "mptcp established [::1]:40684 [::1]:7010 queues=0/0 uid=0 inode=24973789 "
     "cookie=5210071 mark=0 cgroup=1",
     "mptcp_token=fc54abd4 subflows=1 extra_subflows=0 mptcp_fallback=no "
     "mptcp_remote_key=yes mptcp_add_addr_signal=0 mptcp_add_addr_accepted=0 "
     "mptcp_subflows_max=2 mptcp_add_addr_signal_max=0 mptcp_add_addr_accepted_max=0 "
     "mptcp_local_addr_used=0 mptcp_local_addr_max=0 mptcp_checksum=no "
     "mptcp_write_seq=67ae94b17f325bf4 mptcp_snd_una=67ae94b17f325bf4 "
     "mptcp_rcv_nxt=adffa6c9556d688a mptcp_retransmits=0 mptcp_bytes_retransmitted=0 "
     "mptcp_bytes_sent=3000 mptcp_bytes_received=0 mptcp_bytes_acked=3000 "
     "mptcp_last_data_sent_ms=2752 mptcp_last_data_received_ms=2752 "
     "mptcp_last_ack_received_ms=2752"},
    {"6.18.mptcp6.1", PROTO_MPTCP,
     "mptcp established [::1]:7010 [::1]:40684 queues=3832/0 uid=0 inode=24973791 "
     "cookie=5210072 mark=0 cgroup=1",
     "mptcp_token=adf4719a subflows=1 extra_subflows=0 mptcp_fallback=no "
     "mptcp_remote_key=yes mptcp_add_addr_signal=0 mptcp_add_addr_accepted=0 "
     "mptcp_subflows_max=2 mptcp_add_addr_signal_max=0 mptcp_add_addr_accepted_max=0 "
     "mptcp_local_addr_used=0 mptcp_local_addr_max=0 mptcp_checksum=no "
     "mptcp_write_seq=adffa6c9556d688a mptcp_snd_una=adffa6c9556d688a "
     "mptcp_rcv_nxt=67ae94b17f325bf4 mptcp_retransmits=0 mptcp_bytes_retransmitted=0 "
     "mptcp_bytes_sent=0 mptcp_bytes_received=3000 mptcp_bytes_acked=0 "
     "mptcp_last_data_sent_ms=2752 mptcp_last_data_received_ms=2752 "
     "mptcp_last_ack_received_ms=2752"},
    {"6.18.mptcp6.2", PROTO_MPTCP,
     "mptcp listen [::1]:7010 accept=0/4 uid=0 inode=24973787 cookie=5210073 mark=0 "
     "cgroup=1 v6only=no",
     ""},
    {"6.18.tcp4.6", PROTO_TCP,
     "tcp listen 127.0.0.1:7010 accept=0/4 uid=0 inode=24973780 cookie=5210052 mark=0 "
     "cgroup=1",
     "ulp=mptcp"},
    {"6.18.tcp4.9", PROTO_TCP,
     "tcp established 127.0.0.1:40794 127.0.0.1:7010 queues=0/0 uid=0 inode=24973782 "
     "cookie=5049702 mark=0 cgroup=1",
     "mptcp_token=365a881c ulp=mptcp subflow_local_id=0 subflow_peer_id=0 "
     "subflow_peer_capable=yes subflow_local_capable=yes subflow_peer_join=no "
     "subflow_local_join=no subflow_peer_backup=no subflow_local_backup=no "
     "subflow_established=yes subflow_connected=yes subflow_map_valid=no"},
    {"6.18.tcp4.13", PROTO_TCP,
     "tcp established 127.0.0.1:7010 127.0.0.1:40794 queues=0/0 uid=0 inode=24973784 "
     "cookie=5049706 mark=0 cgroup=1",
     "mptcp_token=ed228074 ulp=mptcp subflow_local_id=0 subflow_peer_id=0 "
     "subflow_peer_capable=yes subflow_local_capable=no subflow_peer_join=no "
     "subflow_local_join=no subflow_peer_backup=no subflow_local_backup=no "
     "subflow_established=yes subflow_connected=yes subflow_map_valid=no"},
    {"6.18.tcp6.0", PROTO_TCP,
     "tcp listen [::1]:7010 accept=0/4 uid=0 inode=24973787 cookie=5049715 mark=0 "
     "cgroup=1 v6only=yes",
     "ulp=mptcp"},
    {"6.18.tcp6.4", PROTO_TCP,
     "tcp established [::1]:7010 [::1]:40684 queues=0/0 uid=0 inode=24973791 "
     "cookie=5210055 mark=0 cgroup=1",
     "mptcp_token=adf4719a ulp=mptcp subflow_local_id=0 subflow_peer_id=0 "
     "subflow_peer_capable=yes subflow_local_capable=no subflow_peer_join=no "
     "subflow_local_join=no subflow_peer_backup=no subflow_local_backup=no "
     "subflow_established=yes subflow_connected=yes subflow_map_valid=no"},
    {"6.18.tcp6.7", PROTO_TCP,
     "tcp established [::1]:40684 [::1]:7010 queues=0/0 uid=0 inode=24973789 "
     "cookie=5210058 mark=0 cgroup=1",
     "mptcp_token=fc54abd4 ulp=mptcp subflow_local_id=0 subflow_peer_id=0 "
     "subflow_peer_capable=yes subflow_local_capable=yes subflow_peer_join=no "
     "subflow_local_join=no subflow_peer_backup=no subflow_local_backup=no "
     "subflow_established=yes subflow_connected=yes subflow_map_valid=no"},
};
// clang-format on

static void put_fields(struct strbuf *text, const struct sock *sock, const struct strbuf *detail)
{
    if (sock->have & HAVE_TYPE)
        fields_put(text, sock, strbuf_contents(detail), FIELD_TYPE, FIELD_TYPE);
    fields_put(text, sock, strbuf_contents(detail), FIELD_MPTCP_TOKEN, FIELD_SCTP_PRIMARY_RTO_MS);
}

static void test_reply(void **state)
{
    const struct reply_row *row = *state;
    CLEANUP(strbuf_free) struct strbuf detail = {0};
    CLEANUP(strbuf_free) struct strbuf fields = {0};
    struct sock sock = {0};
    size_t size = 0;
    unsigned char *bytes = recording(RECORDED, row->name, &size);

    assert_int_equal(inet_diag_decode((void *)bytes, row->proto, &sock, &detail), 0);
    free(bytes);
    put_fields(&fields, &sock, &detail);
    bool layered = strstr(row->fields, "mptcp_token=") || strstr(row->fields, "ulp=");
    assert_int_equal((sock.have & HAVE_SHARED_COOKIE) != 0, row->proto == PROTO_SCTP);
    assert_int_equal((sock.have & HAVE_COOKIE) != 0, row->proto != PROTO_SCTP);
    assert_int_equal((sock.have & HAVE_ULP) != 0, layered);
    sock.have &= ~(uint32_t)(HAVE_SHARED_COOKIE | HAVE_ULP | HAVE_TYPE); // no words for these
    sock.have |= HAVE_COOKIE; // no word for one that is shared
    assert_sock(&sock, row->sock);
    if (*row->fields)
        assert_text(&fields, row->fields);
    else
        assert_int_equal(fields.length, 0);
}

struct sctp_row {
    const char *name;
    const char *fields; /**< those after the ones in `replies` */
};

// By a program of its own, out of the bytes; ss printed the same.
// clang-format off
static const struct sctp_row sctp_members[] = {
    {"6.12.sctp4.2",
     "sctp_tag=293253ab sctp_peer_tag=a26dbbb3 sctp_unacked_chunks=0 "
     "sctp_missing_chunks=0 sctp_in_queue=0 sctp_out_queue=0 sctp_errors=0 "
     "sctp_max_burst=4 sctp_maxseg=65484 sctp_peer_auth=no sctp_peer_prsctp=yes "
     "sctp_peer_asconf=no sctp_peer_ipv6=no sctp_peer_ipv4=yes sctp_peer_ecn=yes "
     "sctp_peer_zero_window=no sctp_sack_needed=yes sctp_sacks_received=1 "
     "sctp_sacks_sent=0 sctp_packets_received=4 sctp_packets_sent=4 "
     "sctp_out_of_sequence=0 sctp_duplicate_chunks=0 sctp_gap_acks=0 "
     "sctp_ordered_chunks_received=0 sctp_ordered_chunks_sent=1 "
     "sctp_unordered_chunks_received=0 sctp_unordered_chunks_sent=0 "
     "sctp_control_chunks_received=4 sctp_control_chunks_sent=3 "
     "sctp_primary_address=127.0.0.1 sctp_primary_state=active "
     "sctp_primary_ssthresh=106496 sctp_primary_in_flight=0 "
     "sctp_primary_partial_bytes_acked=0 sctp_primary_errors=0 "
     "sctp_primary_max_retransmits=5 sctp_primary_sack_delay_ms=200"},
    {"6.12.sctp4.8",
     "sctp_tag=a26dbbb3 sctp_peer_tag=293253ab sctp_unacked_chunks=0 "
     "sctp_missing_chunks=0 sctp_in_queue=0 sctp_out_queue=0 sctp_errors=0 "
     "sctp_max_burst=4 sctp_maxseg=65484 sctp_peer_auth=no sctp_peer_prsctp=yes "
     "sctp_peer_asconf=no sctp_peer_ipv6=no sctp_peer_ipv4=yes sctp_peer_ecn=yes "
     "sctp_peer_zero_window=no sctp_sack_needed=no sctp_sacks_received=0 "
     "sctp_sacks_sent=1 sctp_packets_received=2 sctp_packets_sent=3 "
     "sctp_out_of_sequence=0 sctp_duplicate_chunks=0 sctp_gap_acks=0 "
     "sctp_ordered_chunks_received=1 sctp_ordered_chunks_sent=0 "
     "sctp_unordered_chunks_received=0 sctp_unordered_chunks_sent=0 "
     "sctp_control_chunks_received=1 sctp_control_chunks_sent=3 "
     "sctp_primary_address=127.0.0.1 sctp_primary_state=active "
     "sctp_primary_ssthresh=106496 sctp_primary_in_flight=0 "
     "sctp_primary_partial_bytes_acked=0 sctp_primary_errors=0 "
     "sctp_primary_max_retransmits=5 sctp_primary_sack_delay_ms=200"},
    {"6.12.sctp6.2",
     "sctp_tag=baf2fd6e sctp_peer_tag=66a78bd8 sctp_unacked_chunks=0 "
     "sctp_missing_chunks=0 sctp_in_queue=0 sctp_out_queue=0 sctp_errors=0 "
     "sctp_max_burst=4 sctp_maxseg=65468 sctp_peer_auth=no sctp_peer_prsctp=yes "
     "sctp_peer_asconf=no sctp_peer_ipv6=yes sctp_peer_ipv4=yes sctp_peer_ecn=yes "
     "sctp_peer_zero_window=no sctp_sack_needed=yes sctp_sacks_received=0 "
     "sctp_sacks_sent=0 sctp_packets_received=3 sctp_packets_sent=3 "
     "sctp_out_of_sequence=0 sctp_duplicate_chunks=0 sctp_gap_acks=0 "
     "sctp_ordered_chunks_received=0 sctp_ordered_chunks_sent=0 "
     "sctp_unordered_chunks_received=0 sctp_unordered_chunks_sent=0 "
     "sctp_control_chunks_received=3 sctp_control_chunks_sent=3 "
     "sctp_primary_address=::1 sctp_primary_state=active sctp_primary_ssthresh=106496 "
     "sctp_primary_in_flight=0 sctp_primary_partial_bytes_acked=0 "
     "sctp_primary_errors=0 sctp_primary_max_retransmits=5 "
     "sctp_primary_sack_delay_ms=200"},
    {"6.12.sctp4.1",
     "sctp_autoclose_s=0 sctp_adaptation=0 sctp_partial_delivery=0 sctp_nodelay=no "
     "sctp_disable_fragments=no sctp_v4mapped=yes sctp_fragment_interleave=no"},
};
// clang-format on

static void test_sctp_members(void **state)
{
    const struct sctp_row *row = *state;
    CLEANUP(strbuf_free) struct strbuf detail = {0};
    CLEANUP(strbuf_free) struct strbuf fields = {0};
    struct sock sock = {0};
    size_t size = 0;
    unsigned char *bytes = recording(RECORDED, row->name, &size);

    assert_int_equal(inet_diag_decode((void *)bytes, PROTO_SCTP, &sock, &detail), 0);
    free(bytes);
    fields_put(&fields, &sock, strbuf_contents(&detail), FIELD_SCTP_TAG,
               FIELD_SCTP_FRAGMENT_INTERLEAVE);
    assert_text(&fields, row->fields);
}

/** Decodes the first LENGTH bytes, in memory of that size. */
static int decode_cut(const unsigned char *bytes, size_t length, enum proto proto)
{
    CLEANUP(strbuf_free) struct strbuf detail = {0};
    CLEANUP(strbuf_free) struct strbuf fields = {0};
    unsigned char *cut = malloc(length);
    struct sock sock = {.inode = 4711};
    uint32_t claimed = (uint32_t)length;

    memcpy(cut, bytes, length);
    memcpy(cut, &claimed, sizeof(claimed)); // nlmsg_len
    int error = inet_diag_decode((void *)cut, proto, &sock, &detail);
    free(cut);
    assert_true(error == 0 || error == -EBADMSG);
    assert_int_equal(sock.inode == 4711, error != 0);
    if (!error)
        put_fields(&fields, &sock, &detail); // what was cut off is not read
    if (!error)
        fields_put(&fields, &sock, strbuf_contents(&detail), FIELD_SCTP_TAG,
                   FIELD_SCTP_FRAGMENT_INTERLEAVE);
    return error;
}

static void test_every_cut(void **state)
{
    const struct reply_row *row = *state;
    size_t size = 0;
    unsigned char *bytes = recording(RECORDED, row->name, &size);
    size_t good = 0;

    for (size_t length = sizeof(struct nlmsghdr); length <= size; length++)
        good += decode_cut(bytes, length, row->proto) == 0;
    // Attributes end at multiples of 4; an association needs its list of peers, near the end.
    assert_true(good > 0 && good < 60);
    free(bytes);
}

static void test_every_damage(void **state)
{
    static const unsigned char damages[] = {0x00, 0x01, 0x04, 0x05, 0x80, 0xff};
    const struct reply_row *row = *state;
    size_t size = 0;
    unsigned char *bytes = recording(RECORDED, row->name, &size);

    for (size_t place = sizeof(struct nlmsghdr); place < size; place++) {
        unsigned char kept = bytes[place];
        for (size_t i = 0; i < COUNT(damages); i++) {
            bytes[place] = damages[i];
            decode_cut(bytes, size, row->proto);
        }
        bytes[place] = kept;
    }
    free(bytes);
}

/** Decodes a recorded reply with byte OFFSET of it set to BYTE. */
static int decode_changed(const char *name, enum proto proto, size_t offset, unsigned char byte,
                          struct sock *ret_sock)
{
    size_t size = 0;
    unsigned char *bytes = recording(RECORDED, name, &size);

    bytes[offset] = byte;
    int error = inet_diag_decode((void *)bytes, proto, ret_sock, NULL);
    free(bytes);
    return error;
}

#define STATE_AT 17
#define TIMER_AT 18

struct state_row {
    const char *name; /**< of the recording, and of the test */
    uint8_t number;
    int error;
    enum state state;
};

// 6.12.sctp4.1 is an endpoint, 6.12.sctp4.2 an association.
static const struct state_row states[] = {
    {"6.12.sctp4.1", 1, 0, STATE_ESTABLISHED},
    {"6.12.sctp4.1", 2, 0, STATE_SYN_SENT},
    {"6.12.sctp4.1", 7, 0, STATE_UNCONNECTED},
    {"6.12.sctp4.1", 8, 0, STATE_CLOSE_WAIT},
    {"6.12.sctp4.1", 10, 0, STATE_LISTEN},
    {"6.12.sctp4.1", 0, -EBADMSG, 0},
    {"6.12.sctp4.1", 3, -EBADMSG, 0},
    {"6.12.sctp4.2", 0, 0, STATE_CLOSED},
    {"6.12.sctp4.2", 1, 0, STATE_COOKIE_WAIT},
    {"6.12.sctp4.2", 2, 0, STATE_COOKIE_ECHOED},
    {"6.12.sctp4.2", 3, 0, STATE_ESTABLISHED},
    {"6.12.sctp4.2", 4, 0, STATE_SHUTDOWN_PENDING},
    {"6.12.sctp4.2", 5, 0, STATE_SHUTDOWN_SENT},
    {"6.12.sctp4.2", 6, 0, STATE_SHUTDOWN_RECEIVED},
    {"6.12.sctp4.2", 7, 0, STATE_SHUTDOWN_ACK_SENT},
    {"6.12.sctp4.2", 8, -EBADMSG, 0},
    {"6.12.sctp4.2", 200, -EBADMSG, 0},
};

static void test_state(void **state)
{
    const struct state_row *row = *state;
    struct sock sock = {0};

    assert_int_equal(decode_changed(row->name, PROTO_SCTP, STATE_AT, row->number, &sock),
                     row->error);
    assert_int_equal(sock.state, row->state);
}

/** SCTP counts its timers: 4 is T3_RTX there, and persist in TCP. */
static void test_a_timer_of_sctp_is_absent(void **state)
{
    struct sock sock = {0};

    (void)state;
    assert_int_equal(decode_changed("6.12.sctp4.2", PROTO_SCTP, TIMER_AT, 4, &sock), 0);
    assert_false(scene_knows(&sock, "timer"));
    assert_int_equal(sock.timer, 0);
}

/** The rows of a socket share cookie and inode, and some also state and ends. */
static void test_rows_of_sctp_are_no_duplicates(void **state)
{
    struct sock_table table = {0};

    (void)state;
    for (size_t twice = 0; twice < 2; twice++) {
        for (size_t i = 0; i < COUNT(replies); i++) {
            struct sock sock;
            size_t size = 0;
            if (replies[i].proto != PROTO_SCTP)
                continue;
            unsigned char *bytes = recording(RECORDED, replies[i].name, &size);
            assert_int_equal(inet_diag_decode((void *)bytes, PROTO_SCTP, &sock, NULL), 0);
            sock_table_append(&table, &sock);
            free(bytes);
        }
        // 2 kernels, 2 families, 12 rows each; then all of them again
        assert_int_equal(table.count, 48 + twice * 48);
        assert_int_equal(sock_table_drop_duplicates(&table), twice * 48);
        assert_int_equal(table.count, 48);
    }
    sock_table_free(&table);
}

struct filter_row {
    const char *name; /**< the filter, and the name of the test */
    const char *reply;
    enum truth truth;
};

// The association has the local addresses 127.0.0.1 and 192.0.2.1.
static const struct filter_row filters[] = {
    {"local_addresses = 192.0.2.0/24", "6.12.sctp4.2", TRUTH_YES},
    {"local_addresses = 127.0.0.1", "6.12.sctp4.2", TRUTH_YES},
    {"local_addresses = 192.0.2.2", "6.12.sctp4.2", TRUTH_NO},
    {"local_addresses != 192.0.2.0/24", "6.12.sctp4.2", TRUTH_NO},
    {"local_addresses != 10.0.0.0/8", "6.12.sctp4.2", TRUTH_YES},
    {"local_addresses = 2001:db8::/32", "6.12.sctp6.2", TRUTH_YES},
    {"local_addresses = 192.0.2.1", "6.12.sctp6.2", TRUTH_YES},
    {"peer_addresses = 127.0.0.0/8", "6.12.sctp4.2", TRUTH_YES},
    {"peer_addresses = 192.0.2.0/24", "6.12.sctp4.2", TRUTH_NO},
    {"has peer_addresses", "6.12.sctp4.1", TRUTH_NO},
    {"peer_addresses != 192.0.2.0/24", "6.12.sctp4.1", TRUTH_NO},
    {"sctp_role = endpoint", "6.12.sctp4.1", TRUTH_YES},
    {"sctp_role = endpoint", "6.12.sctp4.2", TRUTH_NO},
    {"sctp_primary_address = 127.0.0.0/8", "6.12.sctp4.2", TRUTH_YES},
    {"sctp_primary_address = 10.0.0.0/8", "6.12.sctp4.2", TRUTH_NO},
    {"sctp_primary_state = active", "6.12.sctp4.2", TRUTH_YES},
    {"sctp_primary_state = inactive", "6.12.sctp4.2", TRUTH_NO},
    {"has sctp_primary_state", "6.12.sctp4.1", TRUTH_NO},
    {"mptcp_token = 0xe2254a0c", "6.12.mptcp4.0", TRUTH_YES},
    {"mptcp_token = e2254a0c", "6.12.tcp4.33", TRUTH_YES},
    {"mptcp_token = 0xe2254a0c", "6.12.tcp4.24", TRUTH_NO},
    {"has mptcp_token", "6.12.tcp4.12", TRUTH_NO},
    {"ulp = tls", "6.12.tcp4.12", TRUTH_YES},
    {"tls_version = tls1.3", "6.12.tcp4.12", TRUTH_YES},
    {"tls_version = tls1.2", "6.12.tcp4.12", TRUTH_NO},
    {"tls_tx = sw and tls_rx = none", "6.12.tcp4.12", TRUTH_YES},
    {"subflow_connected = yes", "6.12.tcp4.24", TRUTH_YES},
    {"subflow_local_capable = yes", "6.12.tcp4.24", TRUTH_NO},
};

static void test_filter(void **state)
{
    const struct filter_row *row = *state;
    enum proto proto = strstr(row->reply, "sctp")    ? PROTO_SCTP
                       : strstr(row->reply, "mptcp") ? PROTO_MPTCP
                                                     : PROTO_TCP;
    struct user_error error = {0};
    struct node *node = parse_filter(text_of(row->name), &naming, &error);
    struct sock_table table = {0};
    CLEANUP(strbuf_free) struct strbuf detail = {0};
    struct facts facts;
    size_t size = 0;
    unsigned char *bytes = recording(RECORDED, row->reply, &size);

    assert_non_null(node);
    known_init(&facts);
    facts.own.sources[proto] = SOURCE_NETLINK;
    facts.details = &table.details;
    struct sock *sock = sock_table_add(&table);
    assert_int_equal(inet_diag_decode((void *)bytes, proto, sock, &detail), 0);
    sock_table_add_detail(&table, strbuf_contents(&detail));
    const struct sight sight = {.sock = table.rows, .facts = &facts, .joined = ~0U};
    assert_int_equal(match(node, &sight), row->truth);
    free(bytes);
    node_free(node);
    sock_table_free(&table);
    known_free(&facts);
}

struct shown_row {
    const char *name;
    bool exact; /**< of machine-readable formats */
    const char *text, *json;
};

static const struct shown_row shown[] = {
    {"for people", false, "10.0.0.1,2001:db8::1", "[\"10.0.0.1\",\"2001:db8::1\"]"},
    {"exactly", true, "::ffff:10.0.0.1,2001:db8::1", "[\"::ffff:10.0.0.1\",\"2001:db8::1\"]"},
};

static void test_addresses(void **state)
{
    const struct shown_row *row = *state;
    const struct style style = {.exact = row->exact};
    const struct facts facts = {0};
    const struct listed_address list[] = {{FAMILY_IPV6, scene_address("::ffff:10.0.0.1")},
                                          {FAMILY_IPV6, scene_address("2001:db8::1")}};
    const struct value value = {.type = VALUE_ADDRESSES,
                                .name = {(const char *)list, sizeof(list)}};
    const struct value first = {.type = VALUE_ADDRESSES,
                                .name = {(const char *)list, sizeof(list[0])}};
    const struct value_class *class = &value_classes[VALUE_ADDRESSES];
    CLEANUP(strbuf_free) struct strbuf text = {0};
    CLEANUP(strbuf_free) struct strbuf json = {0};

    class->text(&text, &value, &facts, &style);
    class->json(&json, "key", &value, &facts, &style);
    assert_text(&text, row->text);
    assert_text(&json, row->json);
    assert_true(class->compare(&value, &first, &facts) > 0);
    assert_true(class->compare(&first, &value, &facts) < 0);
    assert_int_equal(class->compare(&value, &value, &facts), 0);
}

/** The ends of the shorter structures were padding where later kernels have members. */
static void test_a_padding_of_older_kernels_is_absent(void **state)
{
    static const struct {
        size_t sent; /**< bytes of struct mptcp_info */
        bool retransmits, total, last_data;
    } kernels[] = {{12, false, false, false}, {40, false, false, false}, {48, false, false, false},
                   {80, true, false, false},  {88, true, true, false},   {96, true, true, true},
                   {104, true, true, true}};

    (void)state;
    for (size_t i = 0; i < COUNT(kernels); i++) {
        CLEANUP(strbuf_free) struct strbuf detail = {0};
        CLEANUP(strbuf_free) struct strbuf fields = {0};
        _Alignas(struct nlmsghdr) char bytes[512] = {0};
        struct nlmsghdr *message = mnl_nlmsg_put_header(bytes);
        struct inet_diag_msg *body = mnl_nlmsg_put_extra_header(message, sizeof(*body));
        struct sock sock;
        const char info[104] = {0};
        message->nlmsg_type = 20;
        body->idiag_family = AF_INET;
        body->idiag_state = 1;
        mnl_attr_put(message, INET_DIAG_INFO, kernels[i].sent, info);
        assert_int_equal(inet_diag_decode(message, PROTO_MPTCP, &sock, NULL), 0);
        assert_int_equal(inet_diag_decode(message, PROTO_UDP, &sock, &detail), 0);
        assert_int_equal(detail.length, 0); // not wanted, and no attribute of UDP
        assert_int_equal(inet_diag_decode(message, PROTO_MPTCP, &sock, &detail), 0);
        put_fields(&fields, &sock, &detail);
        assert_int_equal(strstr(fields.data, "mptcp_retransmits=") != NULL, kernels[i].retransmits);
        assert_int_equal(strstr(fields.data, "subflows=0 extra") == fields.data, kernels[i].total);
        assert_int_equal(strstr(fields.data, "last_data_sent") != NULL, kernels[i].last_data);
    }
}

#define ENDPOINT_AT 344 // the members of struct sctp_info from there on are of endpoints

struct member_row {
    const char *name; /**< the key of the field, and the name of the test */
    enum proto proto;
    size_t offset, size; /**< in bytes, as in the header of the kernel */
};

static const struct member_row members[] = {
    {"extra_subflows", PROTO_MPTCP, 0, 1},
    {"mptcp_add_addr_signal", PROTO_MPTCP, 1, 1},
    {"mptcp_add_addr_accepted", PROTO_MPTCP, 2, 1},
    {"mptcp_subflows_max", PROTO_MPTCP, 3, 1},
    {"mptcp_add_addr_signal_max", PROTO_MPTCP, 4, 1},
    {"mptcp_add_addr_accepted_max", PROTO_MPTCP, 5, 1},
    {"mptcp_write_seq", PROTO_MPTCP, 16, 8},
    {"mptcp_snd_una", PROTO_MPTCP, 24, 8},
    {"mptcp_rcv_nxt", PROTO_MPTCP, 32, 8},
    {"mptcp_local_addr_used", PROTO_MPTCP, 40, 1},
    {"mptcp_local_addr_max", PROTO_MPTCP, 41, 1},
    {"subflows", PROTO_MPTCP, 80, 1},
    {"mptcp_laminar_max", PROTO_MPTCP, 81, 1},
    {"mptcp_fullmesh_max", PROTO_MPTCP, 82, 1},
    {"mptcp_last_ack_received_ms", PROTO_MPTCP, 92, 4},
    {"sctp_tag", PROTO_SCTP, 0, 4},
    {"sctp_unacked_chunks", PROTO_SCTP, 12, 2},
    {"sctp_missing_chunks", PROTO_SCTP, 14, 2},
    {"sctp_in_streams", PROTO_SCTP, 16, 2},
    {"sctp_in_queue", PROTO_SCTP, 24, 4},
    {"sctp_out_queue", PROTO_SCTP, 28, 4},
    {"sctp_errors", PROTO_SCTP, 32, 4},
    {"sctp_max_burst", PROTO_SCTP, 36, 4},
    {"sctp_maxseg", PROTO_SCTP, 40, 4},
    {"sctp_peer_rwnd", PROTO_SCTP, 44, 4},
    {"sctp_peer_tag", PROTO_SCTP, 48, 4},
    {"sctp_sacks_received", PROTO_SCTP, 56, 8},
    {"sctp_sacks_sent", PROTO_SCTP, 64, 8},
    {"sctp_packets_sent", PROTO_SCTP, 72, 8},
    {"sctp_packets_received", PROTO_SCTP, 80, 8},
    {"sctp_retransmitted_chunks", PROTO_SCTP, 88, 8},
    {"sctp_out_of_sequence", PROTO_SCTP, 96, 8},
    {"sctp_duplicate_chunks", PROTO_SCTP, 104, 8},
    {"sctp_gap_acks", PROTO_SCTP, 112, 8},
    {"sctp_unordered_chunks_sent", PROTO_SCTP, 120, 8},
    {"sctp_unordered_chunks_received", PROTO_SCTP, 128, 8},
    {"sctp_ordered_chunks_sent", PROTO_SCTP, 136, 8},
    {"sctp_ordered_chunks_received", PROTO_SCTP, 144, 8},
    {"sctp_control_chunks_sent", PROTO_SCTP, 152, 8},
    {"sctp_control_chunks_received", PROTO_SCTP, 160, 8},
    {"sctp_primary_cwnd", PROTO_SCTP, 300, 4},
    {"sctp_primary_rto_ms", PROTO_SCTP, 308, 4},
    {"sctp_primary_max_retransmits", PROTO_SCTP, 316, 4},
    {"sctp_primary_sack_delay_ms", PROTO_SCTP, 320, 4},
    {"sctp_primary_ssthresh", PROTO_SCTP, 328, 4},
    {"sctp_primary_partial_bytes_acked", PROTO_SCTP, 332, 4},
    {"sctp_primary_in_flight", PROTO_SCTP, 336, 4},
    {"sctp_primary_errors", PROTO_SCTP, 340, 2},
    {"sctp_autoclose_s", PROTO_SCTP, 344, 4},
    {"sctp_adaptation", PROTO_SCTP, 348, 4},
    {"sctp_partial_delivery", PROTO_SCTP, 352, 4},
};

/** Decodes a reply whose INET_DIAG_INFO is INFO. */
static void decode_info(enum proto proto, bool association, struct text info, struct sock *ret_sock,
                        struct strbuf *detail)
{
    _Alignas(struct nlmsghdr) char bytes[1024] = {0};
    struct nlmsghdr *message = mnl_nlmsg_put_header(bytes);
    struct inet_diag_msg *body = mnl_nlmsg_put_extra_header(message, sizeof(*body));

    message->nlmsg_type = 20;
    body->idiag_family = AF_INET;
    body->idiag_state = 1;
    mnl_attr_put(message, INET_DIAG_INFO, info.length, info.bytes);
    if (association)
        mnl_attr_put(message, INET_DIAG_PEERS, 0, NULL);
    assert_int_equal(inet_diag_decode(message, proto, ret_sock, detail), 0);
}

/** Returns false if the field is absent with the first LENGTH bytes of INFO. */
static bool decode_member(const struct member_row *row, const unsigned char *info, size_t length,
                          uint64_t *ret_number)
{
    const struct field *field = field_find(row->name, strlen(row->name));
    CLEANUP(strbuf_free) struct strbuf detail = {0};
    struct sock sock;

    assert_non_null(field);
    bool association = row->proto == PROTO_SCTP && row->offset < ENDPOINT_AT;
    decode_info(row->proto, association, (struct text){(const char *)info, length}, &sock, &detail);
    return detail_number(strbuf_contents(&detail), &field->part, ret_number);
}

/** A field reads all bytes of its member and no other, and is absent if one of them is. */
static void test_member(void **state)
{
    const struct member_row *row = *state;
    unsigned char info[400];
    uint64_t number = 4711;

    memset(info, 0xff, sizeof(info));
    memset(info + row->offset, 0x5a, row->size);
    assert_true(decode_member(row, info, row->offset + row->size, &number));
    assert_int_equal(number, 0x5a5a5a5a5a5a5a5aU >> (64 - 8 * row->size));
    assert_false(decode_member(row, info, row->offset + row->size - 1, &number));
}

struct flag_row {
    const char *name; /**< the key of the field, and the name of the test */
    size_t offset;    /**< in struct sctp_info */
    unsigned char mask;
};

// net/sctp/socket.c, sctp_get_sctp_info
static const struct flag_row flags[] = {
    {"sctp_peer_auth", 52, 0x01},        {"sctp_peer_prsctp", 52, 0x02},
    {"sctp_peer_asconf", 52, 0x04},      {"sctp_peer_ipv6", 52, 0x10},
    {"sctp_peer_ipv4", 52, 0x20},        {"sctp_peer_ecn", 52, 0x40},
    {"sctp_peer_zero_window", 53, 0x01}, {"sctp_sack_needed", 53, 0x04},
    {"sctp_nodelay", 356, 0x01},         {"sctp_disable_fragments", 357, 0x01},
    {"sctp_v4mapped", 358, 0x01},        {"sctp_fragment_interleave", 359, 0x01},
};

static void test_flag(void **state)
{
    const struct flag_row *row = *state;
    const struct member_row member = {row->name, PROTO_SCTP, row->offset, 1};
    unsigned char info[368] = {0};
    uint64_t number = 4711;

    info[row->offset] = row->mask;
    assert_true(decode_member(&member, info, sizeof(info), &number));
    assert_int_equal(number, 1);
    info[row->offset] = (unsigned char)~row->mask;
    assert_true(decode_member(&member, info, sizeof(info), &number));
    assert_int_equal(number, 0);
    assert_false(decode_member(&member, info, row->offset, &number));
}

struct path_row {
    const char *name;
    size_t length; /**< of the structure */
    unsigned char state;
    unsigned char family;
    const char *fields; /**< of the path, in DETAIL too */
};

static const struct path_row paths[] = {
    {"active", 300, 2, AF_INET, "sctp_primary_address=10.0.0.1 sctp_primary_state=active"},
    // DETAIL leaves out other words that stand for 0.
    {"inactive", 300, 0, AF_INET, "sctp_primary_address=10.0.0.1 sctp_primary_state=inactive"},
    {"pf", 300, 1, AF_INET, "sctp_primary_address=10.0.0.1 sctp_primary_state=pf"},
    {"unconfirmed", 300, 3, AF_INET,
     "sctp_primary_address=10.0.0.1 "
     "sctp_primary_state=unconfirmed"},
    {"a state that is not known", 300, 4, AF_INET, "sctp_primary_address=10.0.0.1"},
    {"without a state", 299, 2, AF_INET, "sctp_primary_address=10.0.0.1"},
    {"without the end of the address", 295, 2, AF_INET, ""},
    {"an address of another family", 300, 2, AF_UNIX, "sctp_primary_state=active"},
};

static void test_path(void **state)
{
    const struct path_row *row = *state;
    const struct field *list[] = {&field_table[FIELD_SCTP_PRIMARY_ADDRESS],
                                  &field_table[FIELD_SCTP_PRIMARY_STATE]};
    const struct field_list in_detail = {.fields = list, .count = COUNT(list)};
    CLEANUP(detail_plan_free_variable) struct detail_plan *plan = detail_plan_new(&in_detail);
    const struct style style = {.numeric = true, .exact = true, .detail = plan};
    CLEANUP(strbuf_free) struct strbuf detail = {0};
    CLEANUP(strbuf_free) struct strbuf fields = {0};
    CLEANUP(strbuf_free) struct strbuf cell = {0};
    struct sock_table table = {0};
    const struct facts facts = {.details = &table.details};
    char info[368] = {0};
    const uint16_t family = row->family;

    memcpy(info + 168, &family, sizeof(family));
    memcpy(info + 172, (const char[]){10, 0, 0, 1}, 4);
    info[296] = (char)row->state;
    struct sock *sock = sock_table_add(&table);
    decode_info(PROTO_SCTP, true, (struct text){info, row->length}, sock, &detail);
    fields_put(&fields, sock, strbuf_contents(&detail), FIELD_SCTP_PRIMARY_ADDRESS,
               FIELD_SCTP_PRIMARY_STATE);
    sock_table_add_detail(&table, strbuf_contents(&detail));
    field_cell(&cell, &detail_field, &table.rows[0], &facts, &style);
    for (size_t i = 0; i < cell.length; i++)
        cell.data[i] = cell.data[i] == ':' ? '=' : cell.data[i]; // as `fields` has it
    assert_text(&fields, row->fields);
    assert_text(&cell, row->fields);
    sock_table_free(&table);
}

/** Older kernels sent 0 where the members are that these fields read. */
static void test_a_limit_of_newer_kernels_is_absent(void **state)
{
    static const struct member_row newer[] = {{"mptcp_laminar_max", PROTO_MPTCP, 81, 1},
                                              {"mptcp_fullmesh_max", PROTO_MPTCP, 82, 1}};
    const unsigned char info[96] = {0};
    uint64_t number = 0;

    (void)state;
    for (size_t i = 0; i < COUNT(newer); i++)
        assert_false(decode_member(&newer[i], info, sizeof(info), &number));
}

/** Numbers by SK_MEMINFO_*, of a protocol that has no other rare attribute. */
static void test_memory(void **state)
{
    static const uint32_t numbers[] = {2304, 212992, 0, 425984, 1792, 4096, 20480, 512, 95};
    static const char *const keys[] = {"rmem_bytes",   "rcvbuf_bytes",    "wmem_bytes",
                                       "sndbuf_bytes", "fwd_alloc_bytes", "wmem_queued_bytes",
                                       "optmem_bytes", "backlog_bytes",   "drops"};

    (void)state;
    // Linux 3.10 sends 7 of them, others 8 or 9.
    for (size_t sent = 0; sent <= COUNT(numbers); sent++) {
        CLEANUP(strbuf_free) struct strbuf detail = {0};
        _Alignas(struct nlmsghdr) char bytes[512] = {0};
        struct nlmsghdr *message = mnl_nlmsg_put_header(bytes);
        struct inet_diag_msg *body = mnl_nlmsg_put_extra_header(message, sizeof(*body));
        struct sock sock;
        message->nlmsg_type = 20;
        body->idiag_family = AF_INET;
        body->idiag_state = 7;
        body->idiag_rqueue = 3;
        mnl_attr_put(message, INET_DIAG_SKMEMINFO, sent * sizeof(*numbers), numbers);
        assert_int_equal(inet_diag_decode(message, PROTO_UDP, &sock, &detail), 0);
        assert_int_equal(sock.recv_q, 3); // not the memory
        for (size_t i = 0; i < COUNT(keys); i++) {
            const struct field *field = field_find(keys[i], strlen(keys[i]));
            uint64_t number = 4711;
            bool known = detail_number(strbuf_contents(&detail), &field->part, &number);
            assert_int_equal(known, i < sent);
            assert_int_equal(number, known ? numbers[i] : 4711);
        }
    }
}

struct request_row {
    const char *name;
    uint16_t number;
    uint8_t in_body;
    bool attribute;
};

static const struct request_row requests[] = {
    {"tcp", 6, 6, false},
    {"raw", 255, 255, false},
    // A kernel that does not know the attribute has no handler for protocol 0, but one for 6.
    {"mptcp", 262, 0, true},
};

static void test_request(void **state)
{
    static const uint32_t attribute[] = {3U << 16 | 8, 262}; // INET_DIAG_REQ_PROTOCOL, 8 bytes
    const struct request_row *row = *state;
    char buffer[256] = {0};
    struct nlmsghdr *message = mnl_nlmsg_put_header(buffer);
    struct inet_diag_req_v2 *body = mnl_nlmsg_put_extra_header(message, sizeof(*body));

    inet_diag_put_protocol(message, body, row->number);
    assert_int_equal(body->sdiag_protocol, row->in_body);
    assert_int_equal(message->nlmsg_len, 16 + 56 + (row->attribute ? 8 : 0));
    if (row->attribute)
        assert_memory_equal(buffer + 16 + 56, attribute, sizeof(attribute));
}

struct extensions_row {
    const char *name;
    enum proto proto;
    unsigned needs;     /**< enum need */
    uint8_t extensions; /**< linux/inet_diag.h: attribute N is bit N - 1 */
};

static const struct extensions_row extensions[] = {
    {"tcp", PROTO_TCP, 0, 0},
    {"tcp, another need", PROTO_TCP, NEED_AUTOBOUND, 0},
    {"tcp, info", PROTO_TCP, NEED_INFO, 0x02},
    {"tcp, memory", PROTO_TCP, NEED_MEMORY, 0x40},
    {"tcp, both", PROTO_TCP, NEED_INFO | NEED_MEMORY, 0x42},
    {"tcp, congestion", PROTO_TCP, NEED_CONGESTION, 0x0c},
    {"tcp, tos", PROTO_TCP, NEED_TOS, 0x30},
    {"tcp, sockopt comes always", PROTO_TCP, NEED_SOCKOPT, 0},
    {"tcp, keys", PROTO_TCP, NEED_KEYS, 0x02},
    {"udp has no keys", PROTO_UDP, NEED_KEYS, 0},
    {"raw, tos", PROTO_RAW, NEED_TOS | NEED_CONGESTION, 0x30},
    {"udp has no info", PROTO_UDP, NEED_INFO, 0},
    {"mptcp, always info", PROTO_MPTCP, 0, 0x02},
    {"sctp, always info", PROTO_SCTP, NEED_MEMORY, 0x42},
};

static void test_extensions(void **state)
{
    const struct extensions_row *row = *state;
    const struct request request = {.needs = row->needs};

    assert_int_equal(inet_diag_extensions(&request, row->proto), row->extensions);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_timer_of_sctp_is_absent),
        cmocka_unit_test(test_rows_of_sctp_are_no_duplicates),
        cmocka_unit_test(test_a_padding_of_older_kernels_is_absent),
        cmocka_unit_test(test_a_limit_of_newer_kernels_is_absent),
        cmocka_unit_test(test_memory),
    };

    if (__BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__) {
        printf("skipped: the replies were recorded on a little-endian machine\n");
        return 0;
    }
    return RUN_ROWS(test_reply, replies) + RUN_ROWS(test_every_cut, replies) +
           RUN_ROWS(test_every_damage, replies) + RUN_ROWS(test_state, states) +
           RUN_ROWS(test_sctp_members, sctp_members) + RUN_ROWS(test_member, members) +
           RUN_ROWS(test_flag, flags) + RUN_ROWS(test_path, paths) +
           RUN_ROWS(test_request, requests) + RUN_ROWS(test_extensions, extensions) +
           RUN_ROWS(test_filter, filters) + RUN_ROWS(test_addresses, shown) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
