# SPDX-License-Identifier: MIT
# A report of listening sockets: port, how full the accept queue is, and who holds it.
def is($wanted): if type == $wanted then . else error("expected \($wanted), found \(type)") end;

(.schema | if . == "sockstat/1" then . else error("unknown schema") end) as $schema
| (.complete | is("boolean")) as $complete
| .sockets | is("array") | .[] | select((.state | is("string")) == "listen")
| [(.proto | is("string")), (.local_address | is("string")), (.local_port | is("number")),
   (.accept_queue | is("number")), (.accept_limit | is("number")),
   (.processes | is("array") | map((.comm | is("string")) + (.fds | is("array") | map(is("number"))
       | "(\(length))") + (.pid | is("number") | "")) | join("+")),
   $complete]
| @csv
