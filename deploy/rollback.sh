#!/usr/bin/env bash
# Goes back to a release that was in use before, with the data of the backup made when it was replaced. As root:
#
#   rollback.sh VERSION BACKUP
#
# What was taken in meanwhile is kept beside (/var/lib/ruhu.<time>), and comes back from the tablets. On PostgreSQL the
# present database has to be put away first, and an empty one made (docs/operations.md).
set -euo pipefail
root=${INSTALL_ROOT:-}
user=${INSTALL_USER:-ruhu}
export PATH=$root/usr/local/bin:$PATH
version=$1
backup=$2

[ -e "$root/opt/ruhu/releases/$version/complete" ] || { echo "$version 未安装  is not installed" >&2; exit 1; }
service() { [ -n "$root" ] || systemctl "$1" ruhu; }

ruhu backup --check "$backup"
service stop
ln -sfn "releases/$version" "$root/opt/ruhu/current"
mv "$root/var/lib/ruhu" "$root/var/lib/ruhu.$(date +%Y%m%dT%H%M%S)"
install -d -m 700 -o "$user" -g "$user" "$root/var/lib/ruhu"
ruhu restore "$backup"
ruhu fsck
service start
echo "已回退到 $version  back at $version"
