FROM localhost/stack:1.0
COPY worker.conf /etc/worker/worker.conf
RUN echo busy > /srv/state; ln /srv/state /srv/state.link; mkdir -p /var/spool/jobs && touch /var/spool/jobs/1
USER app
CMD echo worker && true
