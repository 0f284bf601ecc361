#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The judge: what it must find wrong, what it must let pass. Outputs are written by hand."""
import sys
import tty
import unittest

sys.dont_write_bytecode = True
from judge import CORRECT, HONEST, LIBC, LOADER, UNSEEN, WRONG, Run, Truth
from judge import judge_other, judge_sockstat, rows_of
import loops
from grouping import Grouping, question
from rig import worker_of
from scenes import Scene

TABLE = b"""PROTO  STATE   RECV-Q  SEND-Q  LOCAL         PEER  PROCESS
tcp46  LISTEN   0/128       -  *:22          *     sshd[10,11] init[1]
tcp    LISTEN     0/5       -  127.0.0.1:80  *     web[20]
"""
PROC = TABLE.replace(b"0/128", b"  0/-").replace(b"*:22   ", b"[::]:22").replace(b"tcp46", b"tcp6 ")
JSON = b'{"schema":"s","time":"1",\n"sockets":[\n{"local_port":22,"pid":[1]},\n' \
       b'{"local_port":80,"pid":[2]}\n],\n"complete":true}\n'
SCENES = {"table": Scene("t", "-tanp", "table"), "json": Scene("j", "--json", "json"),
          "groups": Scene("g", "--by pid", "table", grouped=True),
          "filter": Scene("f", "process = web", "table"),
          "stream": Scene("s", "--sort=none", "table")}
WORDS = "sockstat: something failed\n"


def judged(out, status=0, err="", scene="table", seconds=0.1, inside="", **fault):
    whole = JSON if scene == "json" else TABLE
    truth = Truth(SCENES[scene], Run(0, whole, ""), [Run(0, PROC, WORDS)])
    run = Run(status, out, err, seconds)
    run.inside = inside
    return judge_sockstat(SCENES[scene], truth, run, 5.0, fault)[0]


LINES = TABLE.splitlines(True)


class Sockstat(unittest.TestCase):
    def test_the_same_answer(self):
        self.assertEqual(judged(TABLE), CORRECT)
        self.assertEqual(judged(JSON.replace(b'"time":"1"', b'"time":"2"'), scene="json"), CORRECT)

    def test_the_order_counts_if_rows_are_sorted(self):
        other = LINES[0] + LINES[2] + LINES[1]
        self.assertEqual(judged(other), WRONG)
        self.assertEqual(judged(other, scene="stream"), CORRECT)

    def test_exit_3_with_words_and_some_rows(self):
        self.assertEqual(judged(LINES[0] + LINES[1], 3, WORDS), HONEST)
        self.assertEqual(judged(b"", 3, WORDS), HONEST)
        self.assertEqual(judged(JSON[:60], 3, WORDS, "json"), HONEST)

    def test_no_words(self):
        self.assertEqual(judged(LINES[0] + LINES[1], 3), WRONG)
        self.assertEqual(judged(b"", 3, stderr=True), HONEST) # they could not be written

    def test_rows_missing_with_exit_0(self):
        self.assertEqual(judged(LINES[0] + LINES[1]), WRONG)
        self.assertEqual(judged(LINES[0] + LINES[1], 0, WORDS), WRONG)
        self.assertEqual(judged(b""), WRONG)

    def test_another_source_that_knows_less(self):
        self.assertEqual(judged(PROC, 0, WORDS), HONEST)
        self.assertEqual(judged(PROC), WRONG)

    def test_a_dual_stack_socket_that_is_none(self):
        six = TABLE.replace(b"tcp46", b"tcp6 ").replace(b"*:22   ", b"[::]:22")
        truth = Truth(SCENES["table"], Run(0, six, ""), [Run(0, PROC, WORDS)])
        for out in six.replace(b"tcp6 ", b"tcp46"), six.replace(b"[::]:22", b"*:22   "):
            verdict = judge_sockstat(SCENES["table"], truth, Run(0, out, WORDS), 5.0, {})
            self.assertEqual(verdict[0], WRONG)

    def test_values_that_are_false(self):
        for false in (TABLE.replace(b"0/5", b"0/0"), TABLE.replace(b"web[20]", b"web[21]"),
                      TABLE.replace(b":80 ", b":81 "), TABLE + LINES[2]):
            self.assertEqual(judged(false, 3, WORDS), WRONG)

    def test_an_interface_by_its_number(self):
        for scope, verdict in (b"%if1", HONEST), (b"%if", WRONG), (b"%eth0", WRONG):
            whole = Truth(SCENES["table"], Run(0, TABLE.replace(b"*:22", b"[fe80::1%lo]:22"), ""),
                          [])
            out = TABLE.replace(b"*:22", b"[fe80::1" + scope + b"]:22")
            run = Run(0, out, WORDS, 0.1)
            self.assertEqual(judge_sockstat(SCENES["table"], whole, run, 5.0, {})[0], verdict)

    def test_values_that_are_absent(self):
        for less in (TABLE.replace(b"0/5", b"0/-"), TABLE.replace(b"web[20]", b"-"),
                     TABLE.replace(b"sshd[10,11] init[1]", b"sshd[11]")):
            self.assertEqual(judged(less, 0, WORDS), HONEST)
            self.assertEqual(judged(less), WRONG)

    def test_half_a_document(self):
        self.assertEqual(judged(JSON[:-20], 0, WORDS, "json"), WRONG)
        self.assertEqual(judged(JSON[:60], 0, WORDS, "json"), WRONG)

    def test_other_endings(self):
        self.assertEqual(judged(TABLE, -11), WRONG)
        self.assertEqual(judged(TABLE, None), WRONG)
        self.assertEqual(judged(TABLE, seconds=5.1), WRONG)
        self.assertEqual(judged(TABLE, 1, WORDS), WRONG)
        self.assertEqual(judged(TABLE, 2, WORDS), WRONG)
        self.assertEqual(judged(b"", 127, WORDS), LOADER)
        self.assertEqual(judged(b"", -11, loader=True), LOADER)
        self.assertEqual(judged(b"", -11, inside="getpwuid_r"), LIBC)
        self.assertEqual(judged(b"", -6, inside="regcomp"), LIBC)
        self.assertEqual(judged(b"", -6, inside="regexec"), WRONG)
        self.assertEqual(judged(b"", -11, inside="strlen"), WRONG)

    def test_holders_that_are_gone_or_may_not_be_read(self):
        some = TABLE.replace(b" init[1]", b"")
        none = TABLE.replace(b"web[20]", b"-")
        self.assertEqual(judged(some, call="readlinkat", error="EPERM"), UNSEEN)
        self.assertEqual(judged(none, call="readlinkat", error="EPERM"), WRONG)
        self.assertEqual(judged(none, call="readlinkat", error="ENOENT"), UNSEEN)
        self.assertEqual(judged(some, call="readlinkat", error="EIO"), WRONG)
        self.assertEqual(judged(some, call="recvmsg", error="EPERM"), WRONG)
        self.assertEqual(judged(LINES[0] + LINES[1], call="readlinkat", error="EPERM"), WRONG)
        self.assertEqual(judged(LINES[0] + LINES[1], call="openat", error="ENOENT"), WRONG)

    def test_filters_on_hidden_owners(self):
        words = "sockstat: owners of 1 of 2 sockets are not visible\n"
        self.assertEqual(judged(LINES[0] + LINES[1], 0, words, "filter"), HONEST)
        self.assertEqual(judged(LINES[0] + LINES[1], 0, words), WRONG)


def socket(state, peer, *names, queues=(0, 0), accept=(None, None), port=80):
    return {"proto": "tcp", "state": state, "recv_q": queues[0], "send_q": queues[1],
            "accept_queue": accept[0], "accept_limit": accept[1], "local_port": port,
            "processes": [{"comm": name} for name in names], "peer_address": peer}


LISTENER = {"queues": (None, None)}
SOCKETS = [socket("listen", None, "web", "web", "old", accept=(0, 9), **LISTENER),
           socket("listen", None, "web", accept=(0, 5), **LISTENER),
           socket("listen", None, "web", accept=(1, 99), **LISTENER),
           socket("established", "10.0.0.1", "web", "old", queues=(7, 1), port=1001),
           socket("established", "10.0.0.1", "web", queues=(1, 2), port=1001),
           socket("time-wait", "10.0.0.2", port=1002),
           socket("bound-inactive", None, "old", port=81)]
BY_PROCESS = b"""PROCESS  COUNT  RECV-Q  SEND-Q  ACCEPT-Q
web          5       8       3      1/99
old          3       7       1       0/9
-            1       0       0         -
"""
BY_PEER = b"""PEER-ADDRESS  COUNT  RECV-Q  SEND-Q  ACCEPT-Q  PORTS
-                 4       0       0      1/99      -
10.0.0.1          2       8       3         -      1
10.0.0.2          1       0       0         -      1
"""


def detailed(row, time, sent, memory):
    return {**row, "rtt_us": time, "bytes_sent": sent, "bytes_received": 1, "retransmits_total": 0,
            "rmem_bytes": memory, "wmem_bytes": 2, "drops": None}


DETAILED = [detailed(SOCKETS[3], 1500, 10, 768), detailed(SOCKETS[4], 900, 2 ** 40, 1),
            detailed(SOCKETS[5], None, None, None)]
BY_STATE = "\n".join("  ".join(line.split()) for line in """
STATE COUNT RECV-Q SEND-Q ACCEPT-Q RMEM WMEM DROPS RTT-MEDIAN RTT-P95 RETRANS-TOTAL """
"""BYTES-SENT BYTES-RECEIVED
established 2 8 3 - 769 4 - 900us 1.5ms 0 1099511627786 2
time-wait 1 0 0 - - 2 - - - 0 - 1
""".split("\n")[1:]).encode()


class Groups(unittest.TestCase):
    def judged(self, out, status=0, err="", whole=BY_PROCESS, words="-ta --by process", **fault):
        scene = Scene("g", words, "table", grouped=True)
        proc = [{**row, "accept_limit": None} for row in SOCKETS]
        truth = Truth(scene, Run(0, whole, ""), [],
                      [Grouping(words, rows, range(1001, 1003)) for rows in (SOCKETS, proc)])
        self.assertIsNone(truth.groupings[0].difference(rows_of("table", whole)[0]))
        return judge_sockstat(scene, truth, Run(status, out, err, 0.1), 5.0, fault)[0]

    def test_the_question_asks_for_sockets(self):
        words = question("-tua --by=peer_address,state")
        self.assertNotIn("--by", words)
        self.assertRegex(words, "^-tua .*--columns=.*processes,peer_address,state$")
        self.assertRegex(question("-ta --by process"), "processes$")

    def test_groups_are_made_a_second_time(self):
        grouping = Grouping("--by process", SOCKETS)
        for false in ((b"1/99", b"0/9 "), (b"   5 ", b"   4 "), (b" 8 ", b" 9 "), (b"old", b"odd")):
            rows = rows_of("table", BY_PROCESS.replace(*false))[0]
            self.assertIsNotNone(grouping.difference(rows), false)
        rows = rows_of("table", BY_PROCESS + BY_PROCESS.splitlines(True)[1])[0]
        self.assertIsNotNone(grouping.difference(rows))

    def test_sums_and_percentiles(self):
        words = "-tami --by state"
        self.assertRegex(question(words), "rmem_bytes,wmem_bytes,drops,.*bytes_sent.*,rtt_us")
        self.assertNotRegex(question("-ta --by state"), "rmem|bytes_sent")
        grouping = Grouping(words, DETAILED)
        self.assertIsNone(grouping.difference(rows_of("table", BY_STATE)[0]))
        for false in ((b"769", b"770"), (b"900us", b"901us"), (b"1.5ms", b"1.4ms"),
                      (b"1099511627786", b"1099511627785"), (b"  -  769", b"  0  769")):
            rows = rows_of("table", BY_STATE.replace(*false))[0]
            self.assertIsNotNone(grouping.difference(rows), false)
        row = rows_of("table", BY_STATE)[0][0]
        self.assertIsNone(grouping.excess({**row, "RMEM": "768"}))
        self.assertIsNotNone(grouping.excess({**row, "RMEM": "770"}))

    def test_the_fullest_of_equals_has_the_lowest_limit(self):
        grouping = Grouping("--by process", SOCKETS[1::-1])
        self.assertEqual(grouping.groups["web",].cells()["ACCEPT-Q"], "0/5")

    def test_ports_in_use(self):
        self.assertEqual(self.judged(BY_PEER, 0, "", BY_PEER, "--by=peer_address"), CORRECT)
        false = BY_PEER.replace(b"      1\n", b"      2\n", 1)
        grouping = Grouping("--by=peer_address", SOCKETS, range(1001, 1003))
        self.assertIsNotNone(grouping.difference(rows_of("table", false)[0]))

    def test_the_same_groups(self):
        self.assertEqual(self.judged(BY_PROCESS), CORRECT)
        self.assertEqual(self.judged(BY_PROCESS, 0, WORDS), CORRECT)

    def test_less_than_there_is(self):
        less = BY_PROCESS.replace(b"5       8", b"4       1")
        self.assertEqual(self.judged(less, 3, WORDS), HONEST)
        self.assertEqual(self.judged(less), WRONG)
        self.assertEqual(self.judged(b"", 3, WORDS), HONEST)

    def test_more_than_there_is(self):
        for more in ((b"   3       7", b"   4       7"), (b"7       1", b"8       1"),
                     (b" 0/9", b" 0/8"), (b"old", b"odd"), (b"old  ", b"web  ")):
            self.assertEqual(self.judged(BY_PROCESS.replace(*more), 3, WORDS), WRONG, more)

    def test_processes_that_are_not_known(self):
        nobody = b"PROCESS  COUNT  RECV-Q  SEND-Q  ACCEPT-Q\n-  7  8  3  1/99\n"
        self.assertEqual(self.judged(nobody, 0, WORDS), HONEST)
        self.assertEqual(self.judged(nobody), WRONG)
        self.assertEqual(self.judged(nobody, call="openat", error="ENOENT"), UNSEEN)
        self.assertEqual(self.judged(nobody, call="openat", error="EACCES"), WRONG)
        self.assertEqual(self.judged(nobody.replace(b"  7", b"  8"), 0, WORDS), WRONG)

    def test_a_holder_that_may_not_be_read(self):
        some = BY_PROCESS.replace(b"3       7       1", b"1       0       0")
        self.assertEqual(self.judged(some, call="read", error="EACCES"), UNSEEN)
        self.assertEqual(self.judged(some, call="read", error="EIO"), WRONG)
        less = some.replace(b"5       8", b"4       8")
        self.assertEqual(self.judged(less, call="read", error="EACCES"), WRONG)
        nobody = less.replace(b"-            1", b"-            2")
        self.assertEqual(self.judged(nobody, call="read", error="EACCES"), WRONG)

    def test_sockets_in_no_group_with_exit_0(self):
        short = b"".join(BY_PEER.splitlines(True)[:3])
        self.assertEqual(self.judged(short, 0, WORDS, BY_PEER, "--by=peer_address"), WRONG)
        self.assertEqual(self.judged(short, 3, WORDS, BY_PEER, "--by=peer_address"), HONEST)
        self.assertEqual(self.judged(short, 0, "", BY_PEER, "--by=peer_address", call="openat",
                                     error="ENOENT"), WRONG)

    def test_another_source_that_knows_less(self):
        proc = BY_PEER.replace(b"4       0       0      1/99", b"3       -       -      1/-")
        words = "sockstat: bound-inactive sockets are unknown\n"
        self.assertEqual(self.judged(proc, 0, words, BY_PEER, "--by=peer_address"), HONEST)
        self.assertEqual(self.judged(proc, 0, WORDS, BY_PEER, "--by=peer_address"), WRONG)


class Workers(unittest.TestCase):
    def test_every_kind_of_fault_meets_every_worker(self):
        for workers in range(1, 7):
            for kinds in 2, 10:
                met = [(number % kinds, worker_of(number, kinds, workers))
                       for number in range(kinds * workers)]
                self.assertEqual(len(set(met)), kinds * workers)


class Other(unittest.TestCase):
    def judged(self, status, out, err="", inside="", **fault):
        run = Run(status, out, err)
        run.inside = inside
        truth = Truth(SCENES["table"], Run(0, TABLE, "note"), [])
        return judge_other(truth, run, 5.0, fault)[0]

    def test_any_words_or_status_will_do(self):
        self.assertEqual(self.judged(0, TABLE), CORRECT)
        self.assertEqual(self.judged(0, b"", "failed"), HONEST)
        self.assertEqual(self.judged(1, b"", "note"), HONEST)
        self.assertEqual(self.judged(0, LINES[0], "note"), WRONG)
        self.assertEqual(self.judged(-6, TABLE), WRONG)
        self.assertEqual(self.judged(0, b"", "note", call="readlink", error="EACCES"), UNSEEN)
        self.assertEqual(self.judged(0, b"", "note", call="readlink", error="EIO"), WRONG)


BEGIN = b'{"event":"begin","time":"1"}\n'
OPEN = b'{"event":"open","time":"2","proto":"tcp","local_port":22,"start":null}\n' \
       b'{"event":"open","time":"2","proto":"tcp","local_port":80,"start":null}\n'
END = b'{"event":"end","time":"3","complete":true}\n'
PART = END.replace(b"true", b"false")
FILE = b'{"type":"begin"}\n{"type":"sockets","proto":"tcp","local_port":22,"owner":"known"}\n' \
       b'{"type":"end","complete":true}\n'
METRICS = b"""# TYPE sockstat_sockets gauge
sockstat_sockets{proto="tcp",state="listen"} 4
sockstat_listener_accept_queue{port="80",unit="a \\"b\\"} 3"} 2
sockstat_scan_refused{fact="owners"} 0
sockstat_scan_complete 1
sockstat_scan_duration_seconds 0.1
"""
SCREEN = loops.ENTER + loops.HIDE + b"  |10:00:00  41 sockets  +0" + loops.SHOW + loops.LEAVE


class Loops(unittest.TestCase):
    """Programs that look more than once."""

    def judged(self, kind, out, status=0, err="", undisturbed=b"", **more):
        scene = Scene("x", "", "jsonl", kind=kind)
        runs = []
        for text in (undisturbed, out):
            run = Run(0, text, "")
            run.file, run.left, run.terminal, run.signalled = text, [], None, False
            runs.append(run)
        run.status, run.err = status, err
        fault = more.pop("fault", {})
        for name, value in more.items():
            setattr(run, name, value)
        return loops.judge_loop(scene, loops.Truth(scene, runs[0]), run, 5.0, fault)[0]

    def follow(self, out, status=0, err="", **fault):
        return self.judged("follow", out, status, err, BEGIN + OPEN + END, fault=fault)

    def test_follow(self):
        lines = OPEN.splitlines(True)
        other = OPEN.replace(b'"time":"2"', b'"time":"7"')
        self.assertEqual(self.follow(BEGIN + other + END), CORRECT)
        self.assertEqual(self.follow(BEGIN + lines[1] + lines[0] + END), CORRECT)
        self.assertEqual(self.follow(BEGIN + OPEN + END, err=WORDS), HONEST)
        self.assertEqual(self.follow(BEGIN + lines[0] + PART, 3, WORDS), HONEST)
        self.assertEqual(self.follow(b"", 3, WORDS), HONEST)

    def test_follow_loses_or_invents(self):
        lines = OPEN.splitlines(True)
        close = lines[0].replace(b"open", b"close")
        self.assertEqual(self.follow(BEGIN + lines[0] + END), WRONG)
        self.assertEqual(self.follow(BEGIN + lines[0] + END, 0, WORDS), WRONG)
        self.assertEqual(self.follow(BEGIN + OPEN + close + END), WRONG)
        self.assertEqual(self.follow(BEGIN + OPEN + close + PART, 3, WORDS), WRONG)
        self.assertEqual(self.follow(BEGIN + OPEN + lines[0] + PART, 3, WORDS), WRONG)
        self.assertEqual(self.follow(BEGIN + OPEN.replace(b"80", b"81") + PART, 3, WORDS), WRONG)

    def test_follow_of_a_source_that_lacks_sockets(self):
        words = "sockstat: tcp: read from /proc: bound-inactive sockets are unknown\n"
        lines = OPEN.splitlines(True)
        bound = lines[1].replace(b'"proto"', b'"state":"bound-inactive","proto"')
        self.assertEqual(self.judged("follow", BEGIN + lines[0] + END, 0, words,
                                     BEGIN + lines[0] + bound + END), HONEST)
        self.assertEqual(self.follow(BEGIN + lines[0] + END, 0, words), WRONG)

    def test_follow_without_its_end_line(self):
        self.assertEqual(self.follow(BEGIN + OPEN), WRONG)
        self.assertEqual(self.follow(BEGIN + OPEN, 3, WORDS), WRONG)
        self.assertEqual(self.follow(BEGIN + OPEN, 3, "sockstat: out of memory\n"), HONEST)
        self.assertEqual(self.follow(BEGIN + OPEN, 3, "cannot write the output: x\n"), HONEST)
        self.assertEqual(self.follow(BEGIN + OPEN + END, 3, WORDS), WRONG)
        self.assertEqual(self.follow(BEGIN + OPEN + PART, 0, WORDS), WRONG)
        self.assertEqual(self.follow(BEGIN + OPEN + PART, 3), WRONG)
        self.assertEqual(self.follow(BEGIN + OPEN + END, 1), WRONG)
        self.assertEqual(self.follow(BEGIN + OPEN + END, -11), WRONG)

    def save(self, out, status=0, err="", **more):
        return self.judged("save", out, status, err, FILE, **more)

    def test_save(self):
        empty = b"".join(FILE.splitlines(True)[::2])
        gone = {"call": "read", "error": "ENOENT"}
        hidden = FILE.replace(b"known", b"hidden")
        self.assertEqual(self.save(FILE), CORRECT)
        self.assertEqual(self.save(loops.BEFORE, 3, WORDS), HONEST)
        self.assertEqual(self.save(hidden, 0, WORDS), HONEST)
        self.assertEqual(self.save(hidden, fault=gone), UNSEEN)
        self.assertEqual(self.save(hidden), WRONG)
        self.assertEqual(self.save(loops.BEFORE, 3), WRONG)
        self.assertEqual(self.save(loops.BEFORE, 0, WORDS), WRONG)
        self.assertEqual(self.save(empty, 0, WORDS), WRONG)
        self.assertEqual(self.save(FILE[:-3], 3, WORDS), WRONG)
        self.assertEqual(self.save(FILE.replace(b"true", b"false"), 0, WORDS), WRONG)
        self.assertEqual(self.save(FILE, left=[".save.x"]), WRONG)

    def test_diff(self):
        gone = {"call": "read", "error": "ENOENT"}
        self.assertEqual(self.judged("diff", b""), CORRECT)
        self.assertEqual(self.judged("diff", b"", 0, WORDS), HONEST)
        self.assertEqual(self.judged("diff", b"", 3, WORDS), HONEST)
        self.assertEqual(self.judged("diff", b"", 3), WRONG)
        self.assertEqual(self.judged("diff", b"+ tcp", 1, WORDS), WRONG)
        self.assertEqual(self.judged("diff", b"+ tcp", 1, fault=gone), UNSEEN)
        self.assertEqual(self.judged("diff", b"+ tcp", 0, WORDS), WRONG)

    def metrics(self, out, status=0, err="", **more):
        return self.judged("metrics", out, status, err, METRICS, **more)

    def test_metrics(self):
        lines = METRICS.splitlines(True)
        refused = METRICS.replace(b'owners"} 0', b'owners"} 1')
        later = METRICS.replace(b"seconds 0.1", b"seconds 0.7")
        incomplete = METRICS.replace(b"} 4", b"} 3").replace(b"complete 1", b"complete 0")
        gone = {"call": "read", "error": "ENOENT"}
        self.assertEqual(self.metrics(later), CORRECT)
        self.assertEqual(self.metrics(METRICS, 0, WORDS), HONEST)
        self.assertEqual(self.metrics(refused), HONEST)
        self.assertEqual(self.metrics(incomplete, 3, WORDS), HONEST)
        self.assertEqual(self.metrics(METRICS, 3, WORDS), HONEST)
        self.assertEqual(self.metrics(METRICS[:-3], 3, WORDS), HONEST)
        self.assertEqual(self.metrics(b"", 3, WORDS), HONEST)
        self.assertEqual(self.metrics(METRICS.replace(b"} 2\n", b"} 1\n"), fault=gone), UNSEEN)
        self.assertEqual(self.metrics(b"".join(lines[:2] + lines[3:]), fault=gone), UNSEEN)

    def test_metrics_say_what_is_not(self):
        incomplete = METRICS.replace(b"complete 1", b"complete 0")
        self.assertEqual(self.metrics(METRICS.replace(b"} 4", b"} 5"), 0, WORDS), WRONG)
        self.assertEqual(self.metrics(METRICS.replace(b"} 4", b"} 3"), 0, WORDS), WRONG)
        self.assertEqual(self.metrics(METRICS.replace(b"} 2\n", b"} 1\n")), WRONG)
        self.assertEqual(self.metrics(METRICS + METRICS), WRONG)
        self.assertEqual(self.metrics(METRICS + b"x"), WRONG)
        self.assertEqual(self.metrics(METRICS + b'sockstat_x{y="a"b"} 1\n'), WRONG)
        self.assertEqual(self.metrics(incomplete, 0, WORDS), WRONG)
        self.assertEqual(self.metrics(METRICS.replace(b"complete 1", b"x 1"), 0, WORDS), WRONG)
        self.assertEqual(self.metrics(METRICS, 3), WRONG)
        self.assertEqual(self.metrics(b"", 3), WRONG)

    def metrics_file(self, out, status=0, err="", **more):
        return self.judged("metrics-file", out, status, err, METRICS, **more)

    def test_metrics_file(self):
        self.assertEqual(self.metrics_file(METRICS), CORRECT)
        self.assertEqual(self.metrics_file(loops.BEFORE, 3, WORDS), HONEST)
        self.assertEqual(self.metrics_file(loops.BEFORE, 0, WORDS), WRONG)
        self.assertEqual(self.metrics_file(loops.BEFORE, 3), WRONG)
        self.assertEqual(self.metrics_file(METRICS[:-3], 3, WORDS), WRONG)
        self.assertEqual(self.metrics_file(METRICS, left=[".metrics-file.x"]), WRONG)

    def watch(self, out, status=0, err="", **more):
        return self.judged("watch", out, status, err, SCREEN, **more)

    def test_watch(self):
        other = SCREEN.replace(b"41", b"40")
        self.assertEqual(self.watch(SCREEN), CORRECT)
        self.assertEqual(self.watch(other), WRONG)
        self.assertEqual(self.watch(other + b"2 warnings: x"), HONEST)
        self.assertEqual(self.watch(SCREEN, 3, WORDS), HONEST)
        self.assertEqual(self.watch(SCREEN, 3), WRONG)
        self.assertEqual(self.watch(SCREEN, signalled=True), WRONG)
        self.assertEqual(self.watch(SCREEN, terminal="its modes are others"), WRONG)

    def test_the_terminal_is_restored(self):
        for out, wrong in ((SCREEN, False), (SCREEN + loops.ENTER, True),
                           (SCREEN + loops.HIDE, True), (SCREEN[:-8], True)):
            terminal = loops.Terminal()
            terminal.written = out
            self.assertEqual(terminal.close() is not None, wrong)
        terminal = loops.Terminal()
        tty.setraw(terminal.slave)
        self.assertIsNotNone(terminal.close())


if __name__ == "__main__":
    unittest.main()
