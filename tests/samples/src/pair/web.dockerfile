FROM localhost/stack:1.0
MAINTAINER "Somebody <somebody@example.org>"
ARG VERSION=1.0
ENV VERSION=$VERSION GREETING="hello world"
ADD --chown=33:33 files /srv/www/
WORKDIR /srv/www
RUN echo "version $VERSION" > /srv/version && rm /var/cache/b && mkdir -p /srv/www/generated && echo one > /srv/www/generated/one && echo two > /srv/www/generated/two && chmod 4755 /srv/made
RUN ["/bin/sh", "-c", "rm -r /srv/www/generated && mkdir /srv/www/generated && echo three > /srv/www/generated/three"]
EXPOSE 80 443/tcp 53/udp
VOLUME ["/srv/data", "/var/log"]
HEALTHCHECK --interval=30s --timeout=3s --start-period=5s --retries=2 CMD ["/bin/sh", "-c", "true"]
STOPSIGNAL SIGQUIT
USER 33:33
SHELL ["/bin/sh", "-c"]
ONBUILD RUN true
ENTRYPOINT ["/bin/sh", "-c"]
CMD ["echo 'serving && waiting'"]
