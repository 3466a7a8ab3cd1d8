/**
 * What Redis does in one step, by its own clock. A budget is a hash (`s` spent, `v` version, `h` held, `i:<id>` what
 * one task holds) with a sorted set of when the holds end; a window is a number that expires.
 */
const common = `
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local prefix = KEYS[1]
local day = 86400000

local function number(text) return tonumber(text or '0') end
local function text(value) return string.format('%.0f', value) end
local function budget(key) return prefix .. 'b:' .. key end
local function ends(key) return prefix .. 'e:' .. key end

local function release(key, id)
  local amount = redis.call('HGET', budget(key), 'i:' .. id)
  if not amount then return end
  redis.call('HDEL', budget(key), 'i:' .. id)
  redis.call('HINCRBY', budget(key), 'h', text(-number(amount)))
  redis.call('ZREM', ends(key), id)
end

local function sweep(key)
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', ends(key), '-inf', now, 'LIMIT', 0, 1000)) do
    release(key, id)
  end
end

local function hold(key, id, amount, ttl)
  release(key, id)
  redis.call('HSET', budget(key), 'i:' .. id, text(amount))
  redis.call('HINCRBY', budget(key), 'h', text(amount))
  redis.call('ZADD', ends(key), now + ttl, id)
  redis.call('PEXPIRE', budget(key), math.max(day, 2 * ttl))
  redis.call('PEXPIRE', ends(key), math.max(day, 2 * ttl))
end

local function know(key, spent, version)
  local known = redis.call('HGET', budget(key), 'v')
  if known and number(known) >= version then return end
  redis.call('HSET', budget(key), 's', text(spent), 'v', text(version))
  redis.call('PEXPIRE', budget(key), day)
end

local function window(key, ms)
  return prefix .. 'w:' .. key .. ':' .. text(math.floor(now / ms))
end

local function use(key, amount, ms)
  local name = window(key, ms)
  local used = redis.call('INCRBY', name, text(amount))
  if used < 0 then redis.call('SET', name, '0') end
  redis.call('PEXPIRE', name, ms * 2)
end
`;

export const takeScript = `${common}
local id, ttl, takes = ARGV[1], tonumber(ARGV[2]), cjson.decode(ARGV[3])
local unknown = {}
for i, take in ipairs(takes) do
  if take.kind == 'hold' then
    if take.balance then know(take.key, take.balance.spent, take.balance.version) end
    if redis.call('HEXISTS', budget(take.key), 'v') == 0 then table.insert(unknown, i - 1) end
  end
end
if #unknown > 0 then return cjson.encode({ kind = 'unknown', indexes = unknown }) end
local rooms, full = {}, nil
for i, take in ipairs(takes) do
  local left, reset
  if take.kind == 'hold' then
    sweep(take.key)
    local own = redis.call('HGET', budget(take.key), 'i:' .. id)
    local known = redis.call('HMGET', budget(take.key), 's', 'h')
    left = take.limit - number(known[1]) - number(known[2]) + number(own)
    reset = 0
  else
    left = take.limit - number(redis.call('GET', window(take.key, take.windowMs)))
    reset = take.windowMs - now % take.windowMs
  end
  if left < take.amount and (not full or reset > full.resetMs) then
    full = { kind = 'full', index = i - 1, left = math.max(0, left), resetMs = reset }
    if take.kind == 'hold' then break end
  end
  rooms[i] = { left = left - take.amount, resetMs = reset }
end
if full then return cjson.encode(full) end
for _, take in ipairs(takes) do
  if take.kind == 'hold' then hold(take.key, id, take.amount, ttl)
  else use(take.key, take.amount, take.windowMs) end
end
return cjson.encode({ kind = 'taken', rooms = rooms })
`;

export const renewScript = `${common}
local ttl = tonumber(ARGV[1])
for _, one in ipairs(cjson.decode(ARGV[2])) do
  for _, held in ipairs(one.holds) do hold(held.key, one.id, held.amount, ttl) end
end
`;

export const settleScript = `${common}
local settlement = cjson.decode(ARGV[1])
for _, balance in ipairs(settlement.balances) do
  if redis.call('HEXISTS', budget(balance.key), 'v') == 1 then
    know(balance.key, balance.spent, balance.version)
  end
end
for _, one in ipairs(settlement.ended) do
  for _, key in ipairs(one.keys) do release(key, one.id) end
end
for _, rate in ipairs(settlement.rates) do use(rate.key, rate.amount, rate.windowMs) end
`;
