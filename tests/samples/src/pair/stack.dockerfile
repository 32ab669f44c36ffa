FROM scratch
LABEL org.example.title="Stack" org.example.note="a = b, \"quoted\" and ünïcødé"
COPY sh /bin/sh
COPY files/passwd files/group /etc/
ENV PATH=/bin LANG=C.UTF-8
RUN mkdir -p /srv /var/log /var/cache /home/app && \
    echo "made by RUN" > /srv/made && \
    echo cached > /var/cache/a && \
    echo cached > /var/cache/b && \
    chown 1000:1000 /home/app && \
    chmod 750 /home/app && \
    ln -s /srv /home/app/srv && \
    rm -r /var/cache/a
CMD ["/bin/sh", "-c", "true"]
