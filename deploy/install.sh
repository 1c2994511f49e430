#!/usr/bin/env bash
# Installs the release that it lies in, beside those that are there; no network is needed. As root:
#
#   tar -xzf ruhu-<version>.tar.gz && ruhu-<version>/install.sh
#
# The first release is put in use and its services are started by hand (docs/operations.md); others by upgrade.sh.
# INSTALL_ROOT is put before all paths, to try it without touching the machine; then nothing of systemd is touched.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=${INSTALL_ROOT:-}
user=${INSTALL_USER:-ruhu}
python=${PYTHON:-python3.11}

(cd "$here" && sha256sum --quiet --check SHA256SUMS)
version=$(cd "$here/wheels" && ls ruhu-*.whl | sed 's/^ruhu-\([^-]*\)-.*/\1/')
release=$root/opt/ruhu/releases/$version

id "$user" > /dev/null 2>&1 || useradd --system --home-dir /var/lib/ruhu --shell /usr/sbin/nologin "$user"
install -d -m 755 "$root/opt/ruhu/releases" "$root/etc/ruhu"
install -d -m 700 -o "$user" -g "$user" "$root/var/lib/ruhu" "$root/var/backups/ruhu"
install -d -m 750 -g "$user" "$root/etc/ruhu/credentials"

if [ -e "$release/complete" ]; then
    echo "$release 已安装  is installed already"
else
    rm -rf "$release"
    "$python" -m venv "$release"
    "$release/bin/pip" install --quiet --disable-pip-version-check --no-index --find-links "$here/wheels" \
        --require-hashes --requirement "$here/runtime.lock"
    "$release/bin/pip" install --quiet --disable-pip-version-check --no-index --no-deps "$here"/wheels/ruhu-*.whl
    "$release/bin/python" -m compileall -q "$release/lib"
    touch "$release/complete"
    echo "$release 安装完成  is installed"
fi
[ -e "$root/opt/ruhu/current" ] || ln -s "releases/$version" "$root/opt/ruhu/current"
[ -e "$root/etc/ruhu/ruhu.env" ] || install -m 640 -g "$user" "$here/ruhu.env" "$root/etc/ruhu/ruhu.env"
install -D -m 755 "$here/ruhu" "$root/usr/local/bin/ruhu"
if [ -z "$root" ]; then
    install -m 644 "$here"/systemd/* /etc/systemd/system
    systemctl daemon-reload
fi
