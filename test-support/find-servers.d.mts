/** Paths of Postgres's programs; undefined: they are not here. */
export function findPostgres(): { postgres: string; initdb: string } | undefined;
/** Path of a server that speaks Redis's protocol; undefined: there is none here. */
export function findRedis(): string | undefined;
