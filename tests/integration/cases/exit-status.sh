# SPDX-License-Identifier: MIT
# -q: 0 when there is such a socket, 1 when there is none; without it, none is no failure.
factory 'up lo' 'listen a 127.0.0.1 8080'
status "$SOCKSTAT" -q
status "$SOCKSTAT" -qt4l
status "$SOCKSTAT" -qu
status "$SOCKSTAT" -qt6
status "$SOCKSTAT" -q --connected
status "$SOCKSTAT" -uH
