# The server for a township or the city. Every dependency comes as a wheel from the lock, so nothing is compiled.
FROM python:3.11-slim-bookworm AS build

WORKDIR /src
COPY requirements/runtime.lock requirements/
RUN python -m venv /opt/ruhu \
    && /opt/ruhu/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements/runtime.lock
COPY pyproject.toml README.md ./
COPY schemas schemas
COPY sync sync
COPY server server
COPY client_stub client_stub
COPY migrations migrations
COPY data data
RUN /opt/ruhu/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation --no-index .

FROM python:3.11-slim-bookworm

# pg_dump and pg_restore, for backups; they must not be older than the server that docker-compose.yml runs.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates postgresql-common \
    && /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y \
    && apt-get install --yes --no-install-recommends postgresql-client-18 \
    && rm -rf /var/lib/apt/lists/*

COPY --from=build /opt/ruhu /opt/ruhu
RUN useradd --system --uid 10001 --home-dir /var/lib/ruhu ruhu \
    && install -d -m 700 -o ruhu -g ruhu /var/lib/ruhu /var/backups/ruhu

USER ruhu
WORKDIR /var/lib/ruhu
ENV PYTHONUNBUFFERED=1 PATH=/opt/ruhu/bin:$PATH RUHU_DATA_DIR=/var/lib/ruhu
VOLUME ["/var/lib/ruhu", "/var/backups/ruhu"]
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
CMD ["ruhu", "serve", "--host", "0.0.0.0", "--port", "8000"]
