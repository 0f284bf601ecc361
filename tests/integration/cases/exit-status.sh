# SPDX-License-Identifier: MIT
# -q: status 0 if a socket matches, 1 if none does; without -q and without a filter, always 0.
factory 'up lo' 'listen a 127.0.0.1 8080'
status sockstat -q
status sockstat -qt4l
status sockstat -qu
status sockstat -qt6
status sockstat -q --connected
status sockstat -uH
