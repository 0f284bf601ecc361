# SPDX-License-Identifier: MIT
# --kill ends sockets of each kind; what the kernel says, and what the process sees then.
. "$CASE_DIR/../victims.sh"
factory 'up lo'
victims tcp tcp6 listeners udp udp-peer udp-twins close-wait syn-sent syn-recv bound time-wait
echo '-- a dry run'
kills ':5000'
sees tcp-c
kills -a 'port = 5010'
echo '-- connections: one end takes the other with it'
kills --yes ':5000 and state established'
sees tcp-c tcp-a tcp
kills --yes ':5001 and state established'
sees tcp6-c tcp6-a
kills --yes ':5000 and state established'
kills --yes ':5006 and state close-wait'
sees close-wait-a
kills --yes ':5007 and state syn-sent'
sees syn-sent-1 syn-sent-2
kills --yes -a 'local_port = 5013 and peer_port = 6013'
sees syn-recv-c
kills --yes -a ':5011 and state time-wait'
echo '-- listeners, of which the kernel finds one at a time'
kills --yes ':5002'
sees twin-0
kills --yes -l ':5002'
sees twin-0 twin-3
kills --yes -a ':5002'
echo '-- UDP'
kills --yes ':5003'
sees udp
kills --yes ':5004'
sees udp-peer
kills --yes ':5005' | sed 's/ \+/ /g' | sort
echo '-- what the kernel does not find'
kills --yes -a 'port = 5010'
