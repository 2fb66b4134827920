# The pages
FROM node:20-slim AS pages
WORKDIR /build/frontend
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci
COPY schema.graphql /build/
COPY frontend/ ./
RUN npm run build

# The Python environment: exactly what the lock says, without the tools of development
FROM python:3.11-slim AS environment
RUN python -m venv /opt/portal
ENV PATH=/opt/portal/bin:$PATH PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /build
COPY requirements-run.lock ./
RUN pip install --require-hashes --requirement requirements-run.lock
COPY pyproject.toml README.md LICENSE ./
COPY backend/ backend/
RUN pip install --no-deps .

# What runs: `portal serve`, `portal worker`, `portal migrate` and the other commands
FROM python:3.11-slim
RUN useradd --system --create-home --home-dir /var/lib/portal portal
COPY --from=environment /opt/portal /opt/portal
COPY --from=pages /build/frontend/dist /opt/portal/pages
ENV PATH=/opt/portal/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PORTAL_HOST=0.0.0.0 \
    PORTAL_PORT=8000 \
    PORTAL_DATA_DIR=/var/lib/portal \
    PORTAL_SPA_DIR=/opt/portal/pages
USER portal
WORKDIR /var/lib/portal
EXPOSE 8000
CMD ["portal", "serve"]
