#!/usr/bin/env bash
# Puts an installed release in use. As root:
#
#   upgrade.sh VERSION
#
# The server stops, is backed up, and its database brought to the new schema; tablets notice nothing but a pause. If the
# new release does not get ready, rollback.sh goes back; its command is printed.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=${INSTALL_ROOT:-}
export PATH=$root/usr/local/bin:$PATH
version=$1
current=$root/opt/ruhu/current
before=$(basename "$(readlink "$current")")
backups=$root/var/backups/ruhu/upgrades

[ -e "$root/opt/ruhu/releases/$version/complete" ] || { echo "$version 未安装  is not installed" >&2; exit 1; }
service() { [ -n "$root" ] || systemctl "$1" ruhu; }

service stop
ruhu backup "$backups" --keep 3
backup=$(ls -t "$backups"/ruhu-*.tar.zst | head -n 1)
ln -sfn "releases/$version" "$current"
echo "回退命令  to go back: $here/rollback.sh $before $backup"
ruhu init
service start
ruhu doctor || [ $? -eq 1 ]
echo "已从 $before 升级到 $version  upgraded from $before to $version"
