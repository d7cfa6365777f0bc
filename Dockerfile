# The locked libraries, then our three folders: nothing is built, so nothing is fetched that has no hash.
# The sandbox stays outside (.dockerignore): its libraries are not in this lock.
FROM python:3.12-slim
RUN useradd --create-home --uid 10001 followthrough && install -d -o followthrough /data
WORKDIR /srv/followthrough
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY content content
COPY migrations migrations
COPY app app
USER followthrough
VOLUME /data
# A relative database file lands in the volume, whatever .env says.
WORKDIR /data
ENV PYTHONPATH=/srv/followthrough PYTHONUNBUFFERED=1 PORT=3000
EXPOSE 3000
HEALTHCHECK CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/healthz', timeout=2)"]
# `migrate` first, once a release; then any number of these on PostgreSQL.
ENTRYPOINT ["python", "-m", "app"]
CMD ["serve", "--host", "0.0.0.0"]
