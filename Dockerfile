# One image for the site and for its commands; compose.yaml runs it.
FROM python:3.13-slim

ENV PYTHONUNBUFFERED=1 HOST=0.0.0.0
WORKDIR /app

# Before the code, so that a change of it does not install everything anew.
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements.txt

COPY . .
# The static files belong to the release and stay in the image, so mount a volume on /app/var/media and not on /app/var.
# Django wants some SECRET_KEY to start; this one does not stay in the image.
RUN SECRET_KEY=only-for-this-build python manage.py collectstatic --no-input \
    && useradd --system --uid 10001 --home-dir /nonexistent talkmark \
    && mkdir -p var/media \
    && chown -R talkmark: var

USER talkmark
EXPOSE 8000
# The database has to be up to date first: python manage.py migrate, once for each release.
CMD ["gunicorn", "--config", "conference/gunicorn.py"]
