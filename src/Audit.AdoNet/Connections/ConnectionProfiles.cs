using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using System.Runtime.CompilerServices;
using Audit.AdoNet.Parameters;
using Audit.Events;
using Audit.Statements;
using Microsoft.Extensions.Options;

namespace Audit.AdoNet.Connections;

/// <summary>
/// The profiles of the connections seen. A connection string is found again by reference first, since an application hands the
/// same text to each of its connections, then by content.
/// </summary>
internal sealed class ConnectionProfiles(IOptions<AdoNetConnectionOptions> connections, IOptions<AdoNetParameterOptions> parameters)
{
    private const int Slots = 256;
    private const int MaxKnown = 4096;

    private readonly Entry?[] _recent = new Entry?[Slots];
    private readonly ConcurrentDictionary<Key, ConnectionProfile> _known = new();
    private readonly AdoNetConnectionOptions _connections = connections.Value;
    private readonly AdoNetParameterOptions _parameters = parameters.Value;

    /// <summary>How many profiles are kept.</summary>
    public int Count => _known.Count;

    public ConnectionProfile Of(DbConnection connection)
    {
        var type = connection.GetType();
        var connectionString = connection.ConnectionString;
        var database = connection.Database;

        ref var slot = ref _recent[RuntimeHelpers.GetHashCode(connectionString) & (Slots - 1)];
        var entry = Volatile.Read(ref slot);
        if (entry is not null && ReferenceEquals(entry.ConnectionString, connectionString) && entry.Type == type
            && string.Equals(entry.Database, database, StringComparison.Ordinal))
            return entry.Profile;

        var profile = Find(connection, new Key(type, connectionString, database));
        if (IsProvisional(connection, profile))
            return profile;
        Volatile.Write(ref slot, new Entry(type, connectionString, database, profile));
        return profile;
    }

    private ConnectionProfile Find(DbConnection connection, Key key)
    {
        if (_known.TryGetValue(key, out var profile))
            return profile;

        // A connection string per tenant or user must not fill the memory; the next lookups find their way again.
        if (_known.Count >= MaxKnown)
            _known.Clear();
        var described = Describe(connection);
        return IsProvisional(connection, described) ? described : _known.GetOrAdd(key, described);
    }

    // MySQL and MariaDB are told apart once a connection is open.
    private static bool IsProvisional(DbConnection connection, ConnectionProfile profile) =>
        profile.Dialect == SqlDialect.MySql && connection.State != ConnectionState.Open;

    private ConnectionProfile Describe(DbConnection connection)
    {
        var type = connection.GetType();
        var dialect = type.FullName is { } name && _connections.Dialects.TryGetValue(name, out var configured)
            ? configured
            : ConnectionKind.DialectOf(type);
        var target = new DatabaseTarget(ConnectionKind.SystemOf(dialect, connection), ServerName.Of(connection, dialect), connection.Database ?? "");
        return new ConnectionProfile(
            dialect,
            _connections.DialectOptions.TryGetValue(dialect, out var options) ? options : SqlDialectOptions.None,
            target,
            ValueRule.For(target, _parameters),
            ConnectionSettings.Of(connection, dialect));
    }

    private readonly record struct Key(Type Type, string? ConnectionString, string? Database);

    private sealed record Entry(Type Type, string? ConnectionString, string? Database, ConnectionProfile Profile);
}
