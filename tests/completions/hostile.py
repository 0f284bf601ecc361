#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""hostile.py LABEL SOCKSTAT: completes names that other people chose, in an interactive shell.

The caller gives a PID, a mount and a network namespace. For each name there is a listening socket
on a port of its own, held by a process of that name, bound to an interface of that name, or made
by a user of that name. A shell on a pseudo-terminal completes the first letters of the name and
runs the line. A stand-in for sockstat records its arguments; the real program, given these, must
list the port of that name and no other. No command in a name may run: it would make a file.
HOSTILE_EVERY=1 tries every name in every place, and takes five times as long.
"""

import ctypes
import fcntl
import os
import pty
import re
import select
import socket
import struct
import subprocess
import sys
import termios
from pathlib import Path

LIBC = ctypes.CDLL(None, use_errno=True)
PR_SET_PDEATHSIG, PR_SET_NAME = 1, 15
SIOCBRADDBR = 0x89A0
FIRST_PORT, FIRST_UID = 2000, 20000

# Completed after two letters that no other name begins with.
TAILS = [
    b"", b";touch${IFS}P", b";touch P", b"`touch P`", b"$(touch P)", b"(touch P)", b"|touch P", b"||touch P",
    b"&touch P", b"&&touch P", b">P", b">(touch P)", b"<(touch P)", b"';touch P;'", b"\";touch P;\"",
    b"\\';touch P", b"\\\";touch P", b")touch P", b"};touch P", b"!touch", b"!!", b"!t'!t", b"\"!t", b"^t^u", b"~",
    b"=~/x", b":~root", b"*", b"?", b"[a-z]", b"a{b,c}d", b"#x", b" # x", b"$HOME", b"$IFS$9", b"${P=x}", b"a b",
    b"a  b", b" ", b"'", b"\"", b"''", b"\\", b"\\\\", b"\\ ", b"\\x41", b"\\n", b"%s%1", b"@h:1", b",b", b"=b",
    b"<b", b"/../x", b"]", b"--z", "\u00e9\u65e5".encode(), "\u00a0b".encode(), "\u3000b".encode(),
]
# Completed after a quote of the filter and their first two bytes.
WHOLE = [b"-x", b"--help", b"#x", b"~root", b"~+", b"!!", b"=ls", b"and", b"eq", b"4711", b"%1", b"$HOME",
         b"`id`", b";id", b"(id)", b"'x", b"\"x", b"\\x", b" x", b",x", b"{x,y}", b"@x"]
# Not to be had faithfully: no line of a list and no command line holds them as they are.
WITHHELD = {
    b"\ntouch P": "a newline", b"\rtouch P": "a control character", b"\ttouch P": "a tab",
    b"\x1b[31m": "a control character", b"\x01": "a control character", b"\x7f": "a control character",
    b"\x83touch": "a control character", b"\xff;touch P": "bytes that are not UTF-8", b"\xc3(": "bytes that are not UTF-8",
    "\u200b;touch P".encode(): "a character that is not shown", "\u202ex".encode(): "a direction control",
}
DEVICES = [b";touch${IFS}P", b"$(touch${IFS}P", b"`id>P`", b"&>P", b"*", b"'", b"!!", b"=x"]
USERS = [b";touch P", b"$(touch P)", b"`touch P`", b" b", b"*", b"'\"", b"!touch"]


class Name:
    """A name, what it is the name of, and how much of it is typed."""

    def __init__(self, key, index, tail, whole):
        letters = bytes([b"qxjvw"[index // 26], ord("a") + index % 26])
        self.key = key
        self.bytes = tail if whole else letters + tail
        self.port = FIRST_PORT + index
        self.uid = 0
        self.ports = {self.port}
        self.reason = WITHHELD.get(tail)
        start = self.bytes.decode(errors="surrogateescape")[:2]
        self.typed = '"' + re.sub(r'["\\]', r"\\\g<0>", start) if whole else start

    def make_user(self):
        """Makes the user, with a number of its own where this user namespace has that."""
        try:
            os.seteuid(FIRST_UID + self.port)
        except OSError:
            pass
        self.uid = os.geteuid()
        os.seteuid(0)
        with open("/etc/passwd", "ab") as passwd:
            passwd.write(self.bytes + b":x:%d:0::/:/bin/sh\n" % self.uid)

    def listen(self):
        if self.key == "user":
            self.make_user()
        os.seteuid(self.uid)
        sock = socket.socket()
        os.seteuid(0)
        if self.key == "device":
            fcntl.ioctl(sock, SIOCBRADDBR, self.bytes + bytes(16 - len(self.bytes)))
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, self.bytes)
        sock.bind(("127.0.0.1", self.port))
        sock.listen()
        return sock

    def hold(self):
        """Starts the process that holds the socket for as long as this one lives."""
        sock = self.listen()
        ready, done = os.pipe()
        if os.fork() == 0:
            LIBC.prctl(PR_SET_PDEATHSIG, 9)
            if self.key == "process":
                LIBC.prctl(PR_SET_NAME, ctypes.c_char_p(self.bytes))
            os.write(done, b".")
            while True:
                select.select([], [], [])
        os.read(ready, 1)
        os.close(ready)
        os.close(done)
        sock.close()

    def __str__(self):
        return f"{self.key} {ascii(self.bytes.decode(errors='backslashreplace'))}"


def names():
    lists = [("process", TAILS), ("process", WHOLE), ("process", WITHHELD), ("device", DEVICES), ("user", USERS)]
    tails = [(key, tail, tails is WHOLE) for key, tails in lists for tail in tails]
    return [Name(key, index, tail, whole) for index, (key, tail, whole) in enumerate(tails)]


BASH = r"""
%s
. "$COMPLETIONS/sockstat.bash"
n=0 PROMPT_COMMAND='((++n))' PS1='<ready $n>' PS2='<more>'
"""
WITHOUT_BREAKS = "COMP_WORDBREAKS=${COMP_WORDBREAKS//[=:]/}"
PACKAGE = "/usr/share/bash-completion/bash_completion"
ZSH = r"""
fpath=($COMPLETIONS $fpath)
autoload -Uz compinit && compinit -u -D
setopt prompt_subst
n=0 PS1='<ready $n>' PS2='<more>'
precmd() { ((++n)) }
"""
FISH = r"""
set -g n 0
function count --on-event fish_prompt
    set -g n (math $n + 1)
end
function fish_prompt
    echo "<ready $n>"
end
function enter
    if commandline --is-valid
        commandline -f execute
    else
        commandline ''
        printf '<more>'
    end
end
bind \r enter
set -g fish_greeting
"""
STAND_IN = """#!/bin/sh
case $1 in --list-*) exec %s "$@" ;; esac
printf '%%s\\0' "$@" > "$HOME/arguments"
"""


def command_of(label, home):
    """Writes the start file of the shell. Returns how to start it."""
    if label.startswith("zsh"):
        Path(home, ".zshrc").write_text(ZSH)
        return ["zsh", "-d", "-i"]
    if label.startswith("fish"):
        Path(home, ".config/fish/completions").mkdir(parents=True)
        Path(home, ".config/fish/config.fish").write_text(FISH)
        Path(home, ".config/fish/completions/sockstat.fish").symlink_to(
            os.environ["COMPLETIONS"] + "/sockstat.fish")
        return ["fish", "-i"]
    first = ""
    if "COMP_WORDBREAKS" in label:
        first = WITHOUT_BREAKS
    elif "bash-completion" in label:
        first = ". " + PACKAGE
    Path(home, "bashrc").write_text(BASH % first)
    return ["bash", "--noprofile", "--rcfile", home + "/bashrc", "-i"]


class Shell:
    """An interactive shell on a pseudo-terminal that is wider than any line."""

    def __init__(self, label, program):
        self.kind = re.match("[a-z]+", label)[0]
        self.home = os.getcwd() + "/home"
        os.makedirs(self.home + "/bin")
        os.mkdir("work")
        stand_in = Path(self.home, "bin/sockstat")
        stand_in.write_text(STAND_IN % program)
        stand_in.chmod(0o755)
        command = command_of(label, self.home)
        environment = {**os.environ, "HOME": self.home, "LC_ALL": "C.UTF-8", "TERM": "vt100",
                       "PATH": self.home + "/bin:" + os.environ["PATH"]}
        pid, self.terminal = pty.fork()
        if pid == 0:
            os.chdir("work")
            os.execvpe(command[0], command, environment)
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("4H", 50, 2000, 0, 0))
        self.output = b""
        self.prompts = 0
        self.wait()

    def wait(self):
        """Waits for the next prompt, or returns what the shell writes instead."""
        while True:
            prompts = [int(number) for number in re.findall(rb"<ready (\d+)>", self.output)]
            if prompts and max(prompts) > self.prompts:
                self.prompts = max(prompts)
                self.output = b""
                return None
            for words in (b"<more>", b"event not found"):
                if words in self.output:
                    self.output = b""
                    return words.decode()
            data = os.read(self.terminal, 65536)
            if not data:
                raise EOFError("the shell has ended")
            self.output += data

    def close(self):
        """Ends a line that is not complete: closes whatever is open."""
        for end in b"'", b'"', b"`", b")", b"}", b"'", b'"':
            os.write(self.terminal, end + b"\r")
            if self.wait() != "<more>":
                return
        raise EOFError("the line has no end")

    def enter(self, keys):
        """Types KEYS and Enter. Returns the arguments that the stand-in got, or what went wrong."""
        record = Path(self.home, "arguments")
        record.unlink(missing_ok=True)
        os.write(self.terminal, keys.encode("utf-8", "surrogateescape") + b"\r")
        wrong = self.wait()
        if wrong == "<more>" and self.kind != "fish":
            self.close()
        made = os.listdir("work")
        if made:
            for name in made:
                os.unlink("work/" + name)
            return "a command in the name ran"
        if wrong:
            return "the line is not complete" if wrong == "<more>" else wrong
        if not record.exists():
            return "sockstat was not started"
        return record.read_bytes().split(b"\0")[:-1]

    def bare(self, text):
        return re.sub(r"[^a-z0-9]", r"\\\g<0>", text)

    def single(self, text):
        if self.kind == "fish":
            return "'" + re.sub(r"['\\]", r"\\\g<0>", text)
        return "'" + text.replace("'", "'\\''")

    def double(self, text):
        text = re.sub(r'[$"\\]' if self.kind == "fish" else r'[$"\\`]', r"\\\g<0>", text)
        return '"' + (text.replace("!", '"\\!"') if self.kind == "bash" else text)


def places(shell, name):
    """Where the name is typed: what that is, the line up to TAB, and what would end it."""
    key, typed = name.key, name.typed
    yield "bare", f"sockstat {key} = " + shell.bare(typed), ""
    yield "after =", f"sockstat {key}=" + shell.bare(typed), ""
    yield "in single quotes", f"sockstat {key} = " + shell.single(typed), "'"
    yield "in double quotes", f"sockstat {key} = " + shell.double(typed), '"'
    yield "in a filter in single quotes", "sockstat " + shell.single(f"{key} = {typed}"), "'"
    yield "in a filter in double quotes", "sockstat " + shell.double(f"{key} = {typed}"), '"'


def listed(program, arguments):
    """The ports that the real program lists for the arguments, or its message."""
    run = subprocess.run([program, "-tlnH", "--columns=local_port", *arguments], capture_output=True, check=False)
    if run.returncode or run.stderr:
        return ascii(run.stderr.decode()) if run.stderr else f"exit status {run.returncode}"
    return {int(port) for port in run.stdout.split()}


def fault(shell, program, name, line, end):
    """Completes and runs LINE. Returns what is wrong, if anything is."""
    arguments = shell.enter(line + "\t" + (end if name.reason else ""))
    if isinstance(arguments, str):
        return arguments
    if name.reason:
        typed = f"{name.key}={name.typed}".encode()
        return None if b"".join(arguments).replace(b" ", b"") == typed else f"{arguments} is offered"
    ports = listed(program, arguments)
    return None if ports == name.ports else f"{arguments} lists {ports}, not {name.ports}"


def faults(shell, program, index, name):
    """Tries the name bare and in one other place, or in every place. Yields what is wrong."""
    every = int(os.environ.get("HOSTILE_EVERY", "5"))
    for number, (place, line, end) in enumerate(places(shell, name)):
        if number > 0 and (index + number) % every:
            continue
        wrong = fault(shell, program, name, line, end)
        if wrong:
            yield f"{place}: {wrong}"


def main():
    label, program = sys.argv[1:]
    Path("passwd").write_text("root:x:0:0::/:/bin/sh\n")
    subprocess.run(["mount", "--bind", "passwd", "/etc/passwd"], check=True)
    everything = names()
    for name in everything:
        name.hold()
    for name in everything:
        if name.key == "user":
            name.ports = {other.port for other in everything if other.uid == name.uid}
    shell = Shell(label, program)
    shell.enter("touch /dev/null")  # which !touch would bring back
    for index, name in enumerate(everything):
        wrong = "; ".join(faults(shell, program, index, name))
        withheld = f", which is not offered: it has {name.reason}" if name.reason else ""
        wrong = f": got [{wrong}]" if wrong else ""
        print(f"{'not ok' if wrong else 'ok'} {label}: {name}{withheld}{wrong}", flush=True)


main()
