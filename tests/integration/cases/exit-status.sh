# SPDX-License-Identifier: MIT
# -q: 0 when there is such a socket, 1 when there is none; without it, none is no failure.
factory 'up lo' 'listen a 127.0.0.1 8080'
status sockstat -q
status sockstat -qt4l
status sockstat -qu
status sockstat -qt6
status sockstat -q --connected
status sockstat -uH
