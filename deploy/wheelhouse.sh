#!/usr/bin/env bash
# Packs a release for machines without a network: ruhu and everything that it needs as wheels, by the lock's hashes.
#
#   deploy/wheelhouse.sh OUT        on a machine with a network, with the target's Python and kind of processor
#
# makes OUT/ruhu-<version>.tar.gz; on the target it is unpacked, and its install.sh run as root.
set -euo pipefail
out=$(mkdir -p "$1" && cd "$1" && pwd)
cd "$(dirname "$0")/.."
python=${PYTHON:-python3.11}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' pyproject.toml)
release=$work/ruhu-$version
mkdir -p "$release/wheels"

"$python" -m pip download --quiet --disable-pip-version-check --require-hashes --only-binary :all: \
    --dest "$release/wheels" --requirement requirements/runtime.lock

# Built from a copy with the locked setuptools: the build writes beside the sources.
mkdir "$work/source"
cp -r pyproject.toml README.md schemas sync server client_stub migrations data "$work/source"
"$python" -m venv "$work/build"
"$work/build/bin/pip" install --quiet --disable-pip-version-check --no-index --find-links "$release/wheels" \
    --require-hashes --requirement requirements/runtime.lock
"$work/build/bin/pip" wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index \
    --wheel-dir "$release/wheels" "$work/source"

cp requirements/runtime.lock CHANGELOG.md docs/operations.md docs/settings.md "$release"
cp -r deploy/install.sh deploy/upgrade.sh deploy/rollback.sh deploy/ruhu deploy/ruhu.env deploy/systemd deploy/Caddyfile \
    "$release"
(cd "$release" && find . -type f ! -name SHA256SUMS -print0 | sort -z | xargs -0 sha256sum > SHA256SUMS)
tar -czf "$out/ruhu-$version.tar.gz" -C "$work" "ruhu-$version"
echo "$out/ruhu-$version.tar.gz"
