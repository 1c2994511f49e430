# The server for a township or the city. Every dependency comes as a wheel from the lock, so nothing is compiled.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PATH=/opt/ruhu/bin:$PATH
WORKDIR /app

COPY requirements/runtime.lock requirements/
RUN python -m venv /opt/ruhu \
    && pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements/runtime.lock

# Installed in place: the migrations and the list of areas are read from here.
COPY pyproject.toml ./
COPY schemas schemas
COPY sync sync
COPY server server
COPY client_stub client_stub
COPY migrations migrations
COPY data data
RUN pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation -e . \
    && useradd --system --create-home --home-dir /var/lib/ruhu ruhu

USER ruhu
ENV RUHU_DATA_DIR=/var/lib/ruhu
VOLUME /var/lib/ruhu
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=3s --start-period=30s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
CMD ["ruhu", "serve", "--host", "0.0.0.0", "--port", "8000"]
