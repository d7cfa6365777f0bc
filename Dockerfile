# Two stages: the wheel is built in the first, and only it and its locked dependencies are in the second.
FROM python:3.12-slim AS build
WORKDIR /src
COPY requirements-dev.lock ./
RUN python -m venv /build && /build/bin/pip install --no-cache-dir --require-hashes -r requirements-dev.lock
COPY pyproject.toml README.md ./
COPY app app
COPY content content
COPY migrations migrations
RUN /build/bin/python -m hatchling build -t wheel

FROM python:3.12-slim
RUN useradd --create-home --uid 10001 followthrough
WORKDIR /home/followthrough
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY --from=build /src/dist/*.whl /tmp/
RUN pip install --no-cache-dir --no-deps /tmp/*.whl && rm /tmp/*.whl
USER followthrough
ENV HOST=0.0.0.0 PORT=3000
EXPOSE 3000
HEALTHCHECK CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/healthz', timeout=2)"]
# `followthrough migrate` first, once a release; then any number of these on PostgreSQL.
ENTRYPOINT ["followthrough"]
CMD ["serve"]
