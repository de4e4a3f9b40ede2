using System.Globalization;
using System.Text.Json;
using Audit.AspNetCore.Sessions;
using Audit.Redis.Connecting;
using StackExchange.Redis;

namespace Audit.Redis.Sessions;

/// <summary>Sessions that instances share. The id is the hash that is recorded: nothing here lets anyone take a session over.</summary>
internal sealed class RedisSessions(RedisLink link) : ISharedSessions
{
    private readonly string _prefix = link.Prefix + "session:";

    // A Redis that was away may have been started anew, and empty.
    public event Action? Forgotten
    {
        add => link.Returned += value;
        remove => link.Returned -= value;
    }

    public ValueTask<SessionState?> AddOrGetAsync(string id, SessionState state, TimeSpan keepFor, CancellationToken cancellationToken) => link.TryAsync(
        (Key: KeyOf(id), Values: Write(state, keepFor)),
        static async (database, of) => Read(await database.ScriptEvaluateAsync(SessionScripts.AddOrGet, [of.Key], of.Values).ConfigureAwait(false)),
        null);

    public ValueTask<bool> TouchAsync(string id, SessionState state, TimeSpan keepFor, CancellationToken cancellationToken) => link.TryAsync(
        (Key: KeyOf(id), Values: Write(state, keepFor)),
        static async (database, of) => (int)await database.ScriptEvaluateAsync(SessionScripts.Touch, [of.Key], of.Values).ConfigureAwait(false) == 1,
        true);

    public async ValueTask<bool> EndAsync(string id, TimeSpan keepFor, CancellationToken cancellationToken)
    {
        var key = KeyOf(id);
        var wasOurs = true;
        // Told later, the other instances learn of the end when Redis is back.
        await link.TellAsync(async database =>
            wasOurs = (int)await database.ScriptEvaluateAsync(SessionScripts.End, [key], [Milliseconds(keepFor)]).ConfigureAwait(false) == 1).ConfigureAwait(false);
        return wasOurs;
    }

    public ValueTask<SessionExpiry> ExpireAsync(string id, DateTimeOffset idleSince, TimeSpan keepFor, CancellationToken cancellationToken) => link.TryAsync(
        (Key: KeyOf(id), Values: (RedisValue[])[Microseconds(idleSince), Milliseconds(keepFor)]),
        static async (database, of) => (int)await database.ScriptEvaluateAsync(SessionScripts.Expire, [of.Key], of.Values).ConfigureAwait(false) switch
        {
            0 => SessionExpiry.Ended,
            1 => SessionExpiry.EndedElsewhere,
            _ => SessionExpiry.Alive,
        },
        SessionExpiry.Ended);

    private RedisKey KeyOf(string id) => _prefix + id;

    private static RedisValue[] Write(SessionState state, TimeSpan keepFor) =>
    [
        Microseconds(state.FirstSeen), Microseconds(state.LastSeen), SessionJson.Write(state.Actor), SessionJson.Write(state.Origins), Milliseconds(keepFor),
    ];

    private static SessionState? Read(RedisResult result)
    {
        if (result.IsNull || (RedisValue[]?)result is not [var first, var last, var actor, var origins])
            return null;
        try
        {
            return SessionJson.ReadActor((string?)actor ?? "null") is { } known
                ? new SessionState(known, Time((long)first), Time((long)last), SessionJson.ReadOrigins((string?)origins ?? "[]"))
                : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidCastException)
        {
            // Another version wrote it.
            return null;
        }
    }

    private static long Microseconds(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    private static DateTimeOffset Time(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    private static string Milliseconds(TimeSpan time) => ((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
}
