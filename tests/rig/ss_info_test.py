#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Holds what diag_lines.py reads out of recorded replies (tests/data/tcp_info.lines) to what ss
printed of the same sockets (tests/data/tcp_info.ss), and ss_info.py to numbers by hand."""
import os
import unittest

import ss_info

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data")


def rows_of(name):
    with open(os.path.join(DATA, name), encoding="ascii") as file:
        return dict(line.rstrip("\n").split(" ", 1) for line in file if line[0] != "#")


def value_of(text):
    return {"yes": True, "no": False}.get(text, int(text) if text.isdigit() else text)


def sock_of(members):
    found = dict(member.split("=") for member in members.split())
    return {key: value_of(found[key]) if key in found else None for key in ss_info.KEYS}


class Recorded(unittest.TestCase):
    def test_every_socket(self):
        lines, printed = rows_of("tcp_info.lines"), rows_of("tcp_info.ss")
        self.assertEqual(len(printed), 22)
        for name, line in printed.items():
            with self.subTest(name):
                told = ss_info.as_printed(sock_of(lines[name]))
                self.assertEqual([], list(ss_info.differences(told, ss_info.printed(line))))


class ByHand(unittest.TestCase):
    LINE = ("ESTAB 0 0 127.0.0.1:1 127.0.0.1:2 ts sack ecn ecnseen fastopen cubic wscale:7,10 "
            "rto:1234.57 backoff:2 rtt:0.973/0.402 ato:40 mss:1448 cwnd:4 ssthresh:3 "
            "bytes_sent:30 bytes_retrans:10 send 99bps data_segs_out:2 lastsnd:5 lastrcv:9 lastack:7 pacing_rate "
            "800bps/1600bps delivery_rate 80bps app_limited busy:44ms rwnd_limited:4ms(9.1%) "
            "unacked:3 retrans:1/2 lost:1 reordering:30 minrtt:0.006")
    SOCK = dict.fromkeys(ss_info.KEYS) | {
        "tcp_timestamps": True, "tcp_sack": True, "tcp_ecn": True, "tcp_ecn_seen": True,
        "tcp_syn_data": True, "congestion": "cubic", "snd_wscale": 7, "rcv_wscale": 10,
        "rto_us": 1234567, "backoff": 2, "rtt_us": 973, "rttvar_us": 402, "ato_us": 40000,
        "mss_bytes": 1448, "cwnd": 4, "ssthresh": 3, "bytes_sent": 30, "bytes_retransmitted": 10,
        "data_segs_out": 2, "last_data_sent_ms": 6, "last_ack_received_ms": 8, "pacing_rate_bytes_per_s": 100,
        "max_pacing_rate_bytes_per_s": 200, "delivery_rate_bytes_per_s": 10, "app_limited": True,
        "busy_us": 44999, "rwnd_limited_us": 4000, "unacked": 3, "retransmits_in_flight": 1,
        "retransmits_total": 2, "lost": 1, "reordering": 30, "min_rtt_us": 6, "segs_in": 0}

    def differ(self, **changes):
        told = ss_info.as_printed(self.SOCK | changes)
        return [name for name, _, _ in ss_info.differences(told, ss_info.printed(self.LINE))]

    def test_the_same(self):
        self.assertEqual([], self.differ())

    def test_each_difference(self):
        for key, value in self.SOCK.items():
            if value is not None and key not in ("segs_in", "last_ack_received_ms",
                                                 "app_limited"):
                with self.subTest(key):
                    self.assertEqual(1, len(self.differ(**{key: None})))
            if isinstance(value, int) and not isinstance(value, bool):
                with self.subTest(key):
                    self.assertEqual(1, len(self.differ(**{key: value + 40000})))

    def test_a_flag_that_is_false(self):
        self.assertEqual(["ecn"], self.differ(tcp_ecn=False))
        self.assertEqual(["app_limited"], self.differ(app_limited=None))

    def test_what_ss_did_not_print(self):
        self.assertEqual(["sacked"], self.differ(sacked=1))
        self.assertEqual(["rcv_rtt"], self.differ(rcv_rtt_us=1000))


if __name__ == "__main__":
    unittest.main()
