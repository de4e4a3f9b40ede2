using Audit.Storage.ClickHouse.Connection;
using ClickHouse.Driver;
using Microsoft.Extensions.Logging;

namespace Audit.Storage.ClickHouse.Schema;

/// <summary>Brings the schema of the store to what this version of the package needs.</summary>
internal sealed class SchemaMigrator(
    AuditDatabase database, SchemaInstance instance, IReadOnlyList<Migration> migrations, TimeProvider time, ILogger<SchemaMigrator> logger)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    private readonly ClickHouseClient _client = database.Client;
    private readonly MigrationHistory _history = new(database.Client, instance);
    private readonly SchemaComparer _comparer = new(database.Client, database.Name);

    /// <summary>Only compares.</summary>
    /// <exception cref="SchemaException">Something is missing.</exception>
    public async Task CompareAsync(CancellationToken cancellationToken)
    {
        if (!await DatabaseExistsAsync(cancellationToken).ConfigureAwait(false))
            throw new SchemaException($"The database {database.Name} does not exist. Create it, or let Audit:Storage:ApplySchema be true.");

        await _comparer.DemandAsync("Apply the migrations of this version, or let Audit:Storage:ApplySchema be true.", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Applies what is missing, each migration once however many instances start at the same time, and compares.</summary>
    /// <exception cref="SchemaException">What was applied is not what this version knows, or is not there any more.</exception>
    public async Task ApplyAsync(CancellationToken cancellationToken)
    {
        // An account may have the right to use a database but not to create one.
        if (!await DatabaseExistsAsync(cancellationToken).ConfigureAwait(false))
            await _client.ExecuteNonQueryAsync($"CREATE DATABASE IF NOT EXISTS `{database.Name}`", null, QuerySettings.Schema("system"), cancellationToken).ConfigureAwait(false);

        await _history.CreateAsync(cancellationToken).ConfigureAwait(false);
        foreach (var migration in migrations)
        {
            while (!await IsAppliedAsync(migration, cancellationToken).ConfigureAwait(false))
            {
                if (await _history.TryClaimAsync(migration, cancellationToken).ConfigureAwait(false))
                    await ApplyAsync(migration, cancellationToken).ConfigureAwait(false);
                else
                    await Task.Delay(PollInterval, time, cancellationToken).ConfigureAwait(false);
            }
        }

        await _comparer.DemandAsync(
            "The migrations that make it are recorded as applied in audit_schema_migrations, so it was changed since. Restore it.", cancellationToken).ConfigureAwait(false);
    }

    private async Task ApplyAsync(Migration migration, CancellationToken cancellationToken)
    {
        // Meanwhile someone may have finished whose claim was over.
        if (await IsAppliedAsync(migration, cancellationToken).ConfigureAwait(false))
            return;

        foreach (var statement in migration.Statements)
            await _client.ExecuteNonQueryAsync(statement, null, QuerySettings.Schema(), cancellationToken).ConfigureAwait(false);
        await _history.RecordAsync(migration, cancellationToken).ConfigureAwait(false);
        Log.MigrationApplied(logger, migration.Version, migration.Name, database.Name);
    }

    private async Task<bool> IsAppliedAsync(Migration migration, CancellationToken cancellationToken)
    {
        var applied = await _history.ReadAppliedAsync(cancellationToken).ConfigureAwait(false);
        foreach (var version in applied.Keys)
        {
            if (version > migrations[^1].Version)
            {
                throw new SchemaException(
                    $"The database {database.Name} was migrated to version {version}, but this application knows version {migrations[^1].Version} at the most. Update the application.");
            }
        }

        if (!applied.TryGetValue(migration.Version, out var checksum))
            return false;
        if (checksum != migration.Checksum)
        {
            throw new SchemaException(
                $"The migration {migration} was applied to the database {database.Name} with another text (checksum {checksum} instead of {migration.Checksum}). A migration must not change once it was applied.");
        }

        return true;
    }

    private async Task<bool> DatabaseExistsAsync(CancellationToken cancellationToken)
    {
        // Names are plain identifiers, which the options make sure of.
        var count = await _client.ExecuteScalarAsync(
            $"SELECT count() FROM system.databases WHERE name = '{database.Name}'", null, QuerySettings.Schema("system"), cancellationToken).ConfigureAwait(false);
        return count is ulong and > 0;
    }
}
