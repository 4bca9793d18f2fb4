# One image per service: docker build --build-arg SERVICE=tickets -t ticketing/tickets .
# SERVICE is a folder with a service, or `infra` for the development inbox.
# Production is the last stage; `--target dev` is the same service that follows changes of its sources.
ARG NODE_IMAGE=node:24-bookworm-slim

# What decides which packages are installed: the layers below change only when it does.
FROM ${NODE_IMAGE} AS manifests
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY common/package.json common/
COPY auth/package.json auth/
COPY tickets/package.json tickets/
COPY orders/package.json orders/
COPY expiration/package.json expiration/
COPY payments/package.json payments/
COPY admissions/package.json admissions/
COPY support/package.json support/
COPY notifications/package.json notifications/
COPY web/package.json web/
COPY infra/package.json infra/
COPY harness/package.json harness/
COPY e2e/package.json e2e/
COPY bench/package.json bench/

# The same for all services, so that ten images cost it once.
FROM manifests AS shared
RUN npm ci --ignore-scripts
COPY tsconfig.base.json ./
COPY common common
COPY infra infra
RUN npx tsc -b common infra

# Sources of one service only: a change of another's builds nothing anew.
FROM shared AS build
ARG SERVICE
COPY ${SERVICE} ${SERVICE}
RUN if [ "${SERVICE}" = web ]; then npx tsc -b web/src/server && npm run build -w web; else npx tsc -b "${SERVICE}"; fi \
  && find common infra "${SERVICE}" -name node_modules -prune -o -name '*.tsbuildinfo' -exec rm -f {} +

FROM manifests AS production-packages
ARG SERVICE
RUN test -n "${SERVICE}" && npm ci --ignore-scripts --omit=dev -w "${SERVICE}" \
  && npm cache clean --force \
  && for folder in */; do \
       case "${folder%/}" in node_modules | common | "${SERVICE}") ;; *) rm -rf "${folder}" ;; esac; \
     done \
  && rm package-lock.json .npmrc

# Compiled code without its specs and stand-ins; in the place where the service's package.json expects it.
FROM build AS production-code
ARG SERVICE
RUN mkdir -p /code/common "/code/${SERVICE}" \
  && cp -r common/dist /code/common/ \
  && cp -r "${SERVICE}/dist" "/code/${SERVICE}/" \
  && mkdir -p /code/infra && cp infra/services.json /code/infra/ \
  && if [ "${SERVICE}" = infra ]; then cp -r infra/public /code/infra/; fi \
  && if [ ! -f "${SERVICE}/dist/index.js" ]; then echo "require('./server/index.js');" > "/code/${SERVICE}/dist/index.js"; fi \
  && find /code \( -name '*.spec.*' -o -name '*.d.ts' -o -name '*.d.ts.map' \) -delete \
  && find /code -depth -type d \( -name testing -o -name __mocks__ \) -exec rm -rf {} +

# Follows changes of the sources: compiles what changed and starts the service anew. Never for production.
FROM build AS dev
ARG SERVICE
ENV NODE_ENV=development SERVICE=${SERVICE}
RUN chown -R node:node "${SERVICE}" common && if [ "${SERVICE}" = web ]; then chown -R node:node web node_modules/.vite* 2>/dev/null || true; fi
USER 1000:1000
EXPOSE 3000
CMD ["node", "infra/docker/follow-sources.mjs"]

FROM ${NODE_IMAGE} AS production
ARG SERVICE
ENV NODE_ENV=production
WORKDIR /app
COPY --from=production-packages /app ./
COPY --from=production-code /code ./
WORKDIR /app/${SERVICE}
USER 1000:1000
EXPOSE 3000
# Without npm or a shell in between: node is process 1 and gets SIGTERM itself.
CMD ["node", "--enable-source-maps", "--max-semi-space-size=16", "dist/index.js"]
