# SPDX-License-Identifier: MIT
# Counts connections by peer, from lines; the last line says whether all were read.
def is($wanted): if type == $wanted then . else error("expected \($wanted), found \(type)") end;

(last | (.schema | is("string")), (.rows | is("number")), (.total | is("number"))
    , (.complete | is("boolean")), (.sources.tcp | is("string")) | empty),
(.[:-1] | map(select(.state == "established")) | group_by(.peer_address | is("string")) | .[]
    | "\(.[0].peer_address) \(length) \(map(.recv_q | is("number")) | add) \(
        [.[] | (.host, .time, .cookie, .peer) | is("string")] | length)")
