# SPDX-License-Identifier: MIT
"""What `ss -i` (iproute2 6.1) prints of struct tcp_info, and the same of a row of sockstat.

ss prints milliseconds with six digits and bits per second, and leaves out most numbers that are 0.
"""
import re

SLACK = 30000  # milliseconds between two listings


class Age(int):
    """Milliseconds since something happened, which grow between two listings."""

    def __eq__(self, other):
        return isinstance(other, int) and abs(int(self) - int(other)) <= SLACK

    def __ne__(self, other):
        return not self == other

    __hash__ = None


# ss's name and our key.
NUMBERS = dict(pair.split("=") for pair in """
    backoff=backoff mss=mss_bytes pmtu=pmtu_bytes rcvmss=rcv_mss_bytes advmss=advmss_bytes
    cwnd=cwnd bytes_sent=bytes_sent bytes_retrans=bytes_retransmitted bytes_acked=bytes_acked
    bytes_received=bytes_received segs_out=segs_out segs_in=segs_in data_segs_out=data_segs_out
    data_segs_in=data_segs_in delivered=delivered delivered_ce=delivered_ce unacked=unacked
    lost=lost sacked=sacked dsack_dups=dsack_dups reord_seen=reordering_seen
    rcv_space=rcv_space_bytes rcv_ssthresh=rcv_ssthresh_bytes notsent=not_sent_bytes
    rcv_ooopack=rcv_out_of_order snd_wnd=snd_wnd_bytes""".split())
TIMES = {"rto": "rto_us", "ato": "ato_us", "rcv_rtt": "rcv_rtt_us", "minrtt": "min_rtt_us"}
LIMITS = {"busy": "busy_us", "rwnd_limited": "rwnd_limited_us",
          "sndbuf_limited": "sndbuf_limited_us"}
RATES = {"pacing_rate": "pacing_rate_bytes_per_s", "delivery_rate": "delivery_rate_bytes_per_s"}
AGES = {"lastsnd": "last_data_sent_ms", "lastrcv": "last_data_received_ms",
        "lastack": "last_ack_received_ms"}
# What ss counts of the same segments; it prints no 0.
COUNTED = {"lastsnd": "data_segs_out", "lastrcv": "data_segs_in", "lastack": "segs_in"}
FLAGS = {"ts": "tcp_timestamps", "sack": "tcp_sack", "ecn": "tcp_ecn", "ecnseen": "tcp_ecn_seen",
         "fastopen": "tcp_syn_data", "app_limited": "app_limited"}
KEYS = [*NUMBERS.values(), *TIMES.values(), *LIMITS.values(), *RATES.values(), *AGES.values(),
        *FLAGS.values(), "congestion", "snd_wscale", "rcv_wscale", "rtt_us", "rttvar_us",
        "ssthresh", "reordering", "retransmits_in_flight", "retransmits_total",
        "max_pacing_rate_bytes_per_s"]
NAMES = sorted([*NUMBERS, *TIMES, *LIMITS, *RATES, *AGES, *FLAGS, "congestion", "rtt", "wscale",
                "retrans", "ssthresh", "reordering", "max_pacing_rate"])


def printed(line):
    """{name: value} of what ss printed; None: it did not print this."""
    words = dict(re.findall(r"(?<= )(\w+):([^ (]+)", line))
    seen = dict.fromkeys(NAMES)
    seen.update({name: int(words[name]) for name in NUMBERS if name in words})
    seen.update({name: words[name] for name in TIMES if name in words})
    seen.update({name: words[name] for name in ("rtt", "wscale", "retrans") if name in words})
    seen.update({name: int(words[name][:-2]) for name in LIMITS if name in words})
    seen.update({name: int(words[name]) for name in ("ssthresh", "reordering") if name in words})
    seen.update({name: Age(words[name]) for name in AGES if name in words})
    for name, rate, limit in re.findall(r" (\w+_rate) (\d+)bps(?:/(\d+)bps)?", line):
        seen[name] = int(rate) // 8
        if limit:
            seen["max_" + name] = int(limit) // 8
    seen.update({name: True for name in FLAGS if f" {name} " in line + " "})
    control = re.search(r" (\w+)(?: wscale:\S+)?(?: rto:| cwnd:)", line)
    seen["congestion"] = control and control[1]
    return seen


def milliseconds(microseconds):
    return f"{microseconds / 1000:g}" if microseconds else None


def pair(sock, keys, mark, convert=str):
    values = [sock[key] for key in keys]
    return None if None in values or not any(values) else mark.join(map(convert, values))


def as_printed(sock):
    """{name: value} of a row as ss would print it; None where it would print nothing."""
    told = {name: sock[key] or None for name, key in {**NUMBERS, **RATES, **FLAGS}.items()}
    told.update({name: milliseconds(sock[key]) for name, key in TIMES.items()})
    told.update({name: (sock[key] or 0) // 1000 if sock[key] else None
                 for name, key in LIMITS.items()})
    told.update({name: sock[key] and Age(sock[key]) for name, key in AGES.items()})
    told["rtt"] = pair(sock, ("rtt_us", "rttvar_us"), "/", lambda us: f"{us / 1000:g}")
    told["wscale"] = pair(sock, ("snd_wscale", "rcv_wscale"), ",")
    told["retrans"] = pair(sock, ("retransmits_in_flight", "retransmits_total"), "/")
    told["ssthresh"] = sock["ssthresh"] if 0 < (sock["ssthresh"] or 0) < 0xFFFF else None
    told["reordering"] = sock["reordering"] if sock["reordering"] != 3 else None
    told["max_pacing_rate"] = sock["max_pacing_rate_bytes_per_s"]
    told["congestion"] = sock["congestion"]
    return told


def explained(name, ours, seen):
    """Why ss prints NAME although there is nothing to tell; None: there is something."""
    if ours is not None:
        return None
    if name in AGES and seen[COUNTED[name]] is None:
        return "ss counts from the start of a connection where no segment was sent or received"
    if name == "app_limited" and seen["delivery_rate"] is None:
        return "ss prints what limited a delivery rate that is not known"
    if name in ("cwnd", "unacked") and seen["rto"] is None:
        return "ss prints the congestion window of a listener, and its accept queue as unacked"
    return None


def differences(told, seen):
    """(name, ours, theirs) of what differs between as_printed and printed."""
    for name in NAMES:
        if told[name] != seen[name] and not explained(name, told[name], seen):
            yield name, told[name], seen[name]
