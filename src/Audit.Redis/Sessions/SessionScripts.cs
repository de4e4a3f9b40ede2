namespace Audit.Redis.Sessions;

/// <summary>
/// What Redis does in one step. A session is a hash of <c>first</c>, <c>last</c> (microseconds since 1970), <c>actor</c> and <c>origins</c>; one that ended has
/// <c>ended</c> alone.
/// </summary>
internal static class SessionScripts
{
    /// <summary>Arguments: first, last, actor, origins, milliseconds to keep. Answer: what is known, or nothing.</summary>
    public const string AddOrGet = """
        local known = redis.call('HMGET', KEYS[1], 'ended', 'first', 'last', 'actor', 'origins')
        if known[2] and not known[1] then
          if tonumber(known[3]) < tonumber(ARGV[2]) then
            redis.call('HSET', KEYS[1], 'last', ARGV[2])
          end
          redis.call('PEXPIRE', KEYS[1], ARGV[5])
          return { known[2], known[3], known[4], known[5] }
        end
        redis.call('DEL', KEYS[1])
        redis.call('HSET', KEYS[1], 'first', ARGV[1], 'last', ARGV[2], 'actor', ARGV[3], 'origins', ARGV[4])
        redis.call('PEXPIRE', KEYS[1], ARGV[5])
        return false
        """;

    /// <summary>Arguments: as above. Answer: 0 when it ended.</summary>
    public const string Touch = """
        local known = redis.call('HMGET', KEYS[1], 'ended', 'first', 'last')
        if known[1] then
          return 0
        end
        if not known[2] or tonumber(known[2]) > tonumber(ARGV[1]) then
          redis.call('HSET', KEYS[1], 'first', ARGV[1])
        end
        if not known[3] or tonumber(known[3]) <= tonumber(ARGV[2]) then
          redis.call('HSET', KEYS[1], 'last', ARGV[2], 'actor', ARGV[3], 'origins', ARGV[4])
        end
        redis.call('PEXPIRE', KEYS[1], ARGV[5])
        return 1
        """;

    /// <summary>Arguments: milliseconds to keep. Answer: 1 when this ended it.</summary>
    public const string End = """
        if redis.call('HEXISTS', KEYS[1], 'ended') == 1 then
          return 0
        end
        redis.call('DEL', KEYS[1])
        redis.call('HSET', KEYS[1], 'ended', '1')
        redis.call('PEXPIRE', KEYS[1], ARGV[1])
        return 1
        """;

    /// <summary>Arguments: seen since when it stays, milliseconds to keep. Answer: 0 when this ended it, 1 when another did, 2 when it stays.</summary>
    public const string Expire = """
        local known = redis.call('HMGET', KEYS[1], 'ended', 'last')
        if known[1] then
          return 1
        end
        if known[2] and tonumber(known[2]) >= tonumber(ARGV[1]) then
          return 2
        end
        redis.call('DEL', KEYS[1])
        redis.call('HSET', KEYS[1], 'ended', '1')
        redis.call('PEXPIRE', KEYS[1], ARGV[2])
        return 0
        """;
}
