// SPDX-License-Identifier: MIT
#include "sock/endpoint.h"

#include <assert.h>
#include <linux/if_ether.h>
#include <linux/netlink.h>

#define ANY UINT32_MAX // VMADDR_CID_ANY, VMADDR_PORT_ANY

const char *ethertype_name(uint32_t number)
{
    static const struct {
        uint16_t number;
        const char *name;
    } names[] = {
        {ETH_P_ALL, "all"},
        {ETH_P_802_2, "802.2"},
        {ETH_P_IP, "ip"},
        {ETH_P_ARP, "arp"},
        {ETH_P_8021Q, "802.1q"},
        {ETH_P_IPV6, "ipv6"},
        {ETH_P_SLOW, "slow"},
        {ETH_P_MPLS_UC, "mpls"},
        {ETH_P_PPP_DISC, "pppoe-discovery"},
        {ETH_P_PAE, "eapol"},
        {ETH_P_PPP_SES, "pppoe-session"},
        {ETH_P_8021AD, "802.1ad"},
        {0x88cc, "lldp"},
        {0x88e5, "macsec"},
        {ETH_P_1588, "ptp"},
        {0x8902, "cfm"},
    };

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (names[i].number == number)
            return names[i].name;
    }
    return NULL;
}

const char *netlink_protocol_name(uint32_t number)
{
    static const char *const names[] = {
        [NETLINK_ROUTE] = "route",
        [NETLINK_USERSOCK] = "usersock",
        [NETLINK_FIREWALL] = "firewall",
        [NETLINK_SOCK_DIAG] = "sock_diag",
        [NETLINK_NFLOG] = "nflog",
        [NETLINK_XFRM] = "xfrm",
        [NETLINK_SELINUX] = "selinux",
        [NETLINK_ISCSI] = "iscsi",
        [NETLINK_AUDIT] = "audit",
        [NETLINK_FIB_LOOKUP] = "fib_lookup",
        [NETLINK_CONNECTOR] = "connector",
        [NETLINK_NETFILTER] = "netfilter",
        [NETLINK_KOBJECT_UEVENT] = "uevent",
        [NETLINK_GENERIC] = "generic",
        [NETLINK_SCSITRANSPORT] = "scsi",
        [NETLINK_ECRYPTFS] = "ecryptfs",
        [NETLINK_RDMA] = "rdma",
        [NETLINK_CRYPTO] = "crypto",
    };

    return number < sizeof(names) / sizeof(names[0]) ? names[number] : NULL;
}

/** Appends the interface with INDEX; 0: any. */
static void put_interface(struct strbuf *text, const struct value_end *end, uint32_t index,
                          const struct facts *facts)
{
    if (index == 0)
        strbuf_byte(text, '*');
    else
        value_put_device(text, end->place, index, facts);
}

/** Appends NAME, or with -n and where there is none NUMBER. */
static void put_named(struct strbuf *text, const char *name, uint32_t number,
                      const struct style *style)
{
    if (name && !style->numeric)
        strbuf_text(text, name);
    else
        strbuf_decimal(text, number);
}

/** Appends NUMBER, or "*" where it means any. */
static void put_or_any(struct strbuf *text, uint32_t number)
{
    if (number == ANY)
        strbuf_byte(text, '*');
    else
        strbuf_decimal(text, number);
}

/** Returns number INDEX of the two that the end is. */
static uint32_t number_of(const struct value_end *end, unsigned index)
{
    return address_number(&end->bytes, index);
}

static void put_packet(struct strbuf *text, const struct value_end *end, const struct facts *facts,
                       const struct style *style)
{
    const char *name = style->numeric ? NULL : ethertype_name(number_of(end, 1));

    put_interface(text, end, number_of(end, 0), facts);
    strbuf_byte(text, '/');
    if (name) {
        strbuf_text(text, name);
        return;
    }
    strbuf_text(text, "0x");
    strbuf_hex(text, number_of(end, 1), 4);
}

static void put_netlink(struct strbuf *text, const struct value_end *end, const struct facts *facts,
                        const struct style *style)
{
    (void)facts;
    put_named(text, netlink_protocol_name(number_of(end, 0)), number_of(end, 0), style);
    strbuf_byte(text, '/');
    if (number_of(end, 1) == ANY)
        strbuf_byte(text, '-');
    else
        put_named(text, number_of(end, 1) == 0 ? "kernel" : NULL, number_of(end, 1), style);
}

static void put_vsock(struct strbuf *text, const struct value_end *end, const struct facts *facts,
                      const struct style *style)
{
    static const char *const cids[] = {"hypervisor", "local", "host"}; // linux/vm_sockets.h

    (void)facts;
    if (number_of(end, 0) < sizeof(cids) / sizeof(cids[0]))
        put_named(text, cids[number_of(end, 0)], number_of(end, 0), style);
    else
        put_or_any(text, number_of(end, 0));
    strbuf_byte(text, ':');
    put_or_any(text, number_of(end, 1));
}

static void put_xdp(struct strbuf *text, const struct value_end *end, const struct facts *facts,
                    const struct style *style)
{
    (void)style;
    put_interface(text, end, number_of(end, 0), facts);
    strbuf_byte(text, '/');
    if (number_of(end, 0) == 0)
        strbuf_byte(text, '*');
    else
        strbuf_decimal(text, number_of(end, 1));
}

static void put_tipc(struct strbuf *text, const struct value_end *end, const struct facts *facts,
                     const struct style *style)
{
    (void)facts;
    (void)style;
    strbuf_decimal(text, number_of(end, 0));
    strbuf_byte(text, ':');
    strbuf_decimal(text, number_of(end, 1));
}

typedef void end_writer(struct strbuf *text, const struct value_end *end, const struct facts *facts,
                        const struct style *style);

static end_writer *const writers[FAMILY_COUNT] = {
    [FAMILY_PACKET] = put_packet, [FAMILY_NETLINK] = put_netlink, [FAMILY_VSOCK] = put_vsock,
    [FAMILY_XDP] = put_xdp,       [FAMILY_TIPC] = put_tipc,
};

void endpoint_put_numbers(struct strbuf *text, const struct value_end *end,
                          const struct facts *facts, const struct style *style)
{
    writers[end->family](text, end, facts, style);
}
