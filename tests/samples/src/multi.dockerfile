FROM scratch
ARG TARGETARCH
COPY files/notes.md /usr/share/notes.md
COPY arch-$TARGETARCH /etc/arch
ENV ARCH=$TARGETARCH
LABEL org.example.arch=$TARGETARCH
CMD ["/none"]
