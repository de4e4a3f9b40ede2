using System.Globalization;
using Audit.Storage.ClickHouse.Connection;
using ClickHouse.Driver;
using ClickHouse.Driver.ADO.Parameters;

namespace Audit.Storage.ClickHouse.Schema;

/// <summary>
/// Records which migrations were applied, and lets only one instance apply each. A store without transactions still stores one of two inserts
/// with the same deduplication token only: so the first one decides, and everyone reads who that was.
/// </summary>
internal sealed class MigrationHistory(ClickHouseClient client, SchemaInstance instance)
{
    /// <summary>How long who claimed a migration may take. Whoever takes over afterwards does no harm: migrations may run twice.</summary>
    private const int ClaimSeconds = 30;

    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        foreach (var statement in SqlResources.ReadHistory())
            await client.ExecuteNonQueryAsync(statement, null, QuerySettings.Schema(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The checksums of the applied migrations by version.</summary>
    public async Task<Dictionary<uint, string>> ReadAppliedAsync(CancellationToken cancellationToken)
    {
        var applied = new Dictionary<uint, string>();
        using var reader = await client.ExecuteReaderAsync("SELECT version, checksum FROM audit_schema_migrations", null, null, cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            applied[reader.GetFieldValue<uint>(0)] = reader.GetString(1);
        return applied;
    }

    /// <summary>Tries to become the one who applies a migration.</summary>
    public async Task<bool> TryClaimAsync(Migration migration, CancellationToken cancellationToken)
    {
        var (attempt, isOver) = await ReadLastClaimAsync(migration, cancellationToken).ConfigureAwait(false);
        if (!isOver)
            return false;

        attempt++;
        await InsertAsync(
            "audit_schema_claims (version, attempt, claimant) VALUES ({version:UInt32}, {attempt:UInt32}, {claimant:String})",
            string.Create(CultureInfo.InvariantCulture, $"claim:{migration.Version}:{attempt}"),
            [("version", migration.Version), ("attempt", attempt), ("claimant", instance.Id)],
            cancellationToken).ConfigureAwait(false);
        var claimant = await client.ExecuteScalarAsync(
            "SELECT claimant FROM audit_schema_claims WHERE version = {version:UInt32} AND attempt = {attempt:UInt32}",
            Parameters([("version", migration.Version), ("attempt", attempt)]), null, cancellationToken).ConfigureAwait(false);
        return instance.Id.Equals(claimant);
    }

    /// <summary>Records that a migration was applied; once, even if two did.</summary>
    public Task RecordAsync(Migration migration, CancellationToken cancellationToken) => InsertAsync(
        "audit_schema_migrations (version, name, checksum, application, instance) VALUES ({version:UInt32}, {name:String}, {checksum:String}, {application:String}, {instance:String})",
        string.Create(CultureInfo.InvariantCulture, $"applied:{migration.Version}"),
        [("version", migration.Version), ("name", migration.Name), ("checksum", migration.Checksum), ("application", instance.Application), ("instance", instance.Name)],
        cancellationToken);

    private async Task<(uint Attempt, bool IsOver)> ReadLastClaimAsync(Migration migration, CancellationToken cancellationToken)
    {
        // By the clock of the store alone: those of the instances may differ.
        using var reader = await client.ExecuteReaderAsync(
            "SELECT max(attempt), max(claimed_at) < now64(3) - toIntervalSecond({seconds:UInt32}) FROM audit_schema_claims WHERE version = {version:UInt32}",
            Parameters([("version", migration.Version), ("seconds", (uint)ClaimSeconds)]), null, cancellationToken).ConfigureAwait(false);
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false)
            ? (reader.GetFieldValue<uint>(0), reader.GetFieldValue<byte>(1) == 1)
            : (0, true);
    }

    private async Task InsertAsync(string into, string token, (string Name, object Value)[] values, CancellationToken cancellationToken) =>
        await client.ExecuteNonQueryAsync($"INSERT INTO {into}", Parameters(values), QuerySettings.Insert(token), cancellationToken).ConfigureAwait(false);

    private static ClickHouseParameterCollection Parameters((string Name, object Value)[] values)
    {
        var parameters = new ClickHouseParameterCollection();
        foreach (var (name, value) in values)
            parameters.Add(new ClickHouseDbParameter { ParameterName = name, Value = value });
        return parameters;
    }
}
