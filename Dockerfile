# An image for each process, which `docker build --target <name> .` makes: router, or a subgraph. deploy/README.md says more.
ARG NODE_VERSION=26

FROM node:${NODE_VERSION}-bookworm AS build
WORKDIR /source
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build && npm run operations:manifest && npm run image -- /images

FROM node:${NODE_VERSION}-bookworm-slim AS process
RUN apt-get update && apt-get install --yes --no-install-recommends tini && rm -rf /var/lib/apt/lists/*
# A new volume here gets this owner. It is the only place that is written to.
RUN install --directory --owner=1000 --group=1000 /data
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000 DATA_DIR=/data
WORKDIR /app
# By number, so that Kubernetes sees that it is not root.
USER 1000:1000
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# As process 1, node would leave children of others behind it; tini hands signals on and reaps.
ENTRYPOINT ["tini", "--"]
CMD ["node", "--max-semi-space-size=32", "."]

FROM process AS router
COPY --from=build /images/router ./

FROM process AS accounts
COPY --from=build /images/accounts ./

# <demo>
FROM process AS books
COPY --from=build /images/books ./

FROM process AS comments
COPY --from=build /images/comments ./
# </demo>
