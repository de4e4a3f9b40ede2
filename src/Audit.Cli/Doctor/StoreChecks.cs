using System.Globalization;
using System.Text.RegularExpressions;
using Audit.Storage.ClickHouse.Connection;
using Audit.Storage.ClickHouse.Schema;
using ClickHouse.Driver;

namespace Audit.Cli.Doctor;

/// <summary>Whether a ClickHouse store keeps what the application relies on. Changes nothing.</summary>
internal sealed partial class StoreChecks(AuditDatabase database, SchemaMigrator schema, TimeProvider time)
{
    private const int AccessDenied = 497;
    private const int ReadOnly = 164;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LittleSkew = TimeSpan.FromSeconds(2);
    private static readonly string[] Written = [AuditTables.Log, AuditTables.Approvals, AuditTables.DeadLetters];

    private readonly ClickHouseClient _client = database.Client;
    private readonly List<Finding> _findings = [];

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        if (!await IsReachableAsync(cancellationToken).ConfigureAwait(false))
            return _findings;

        await CheckAsync("store.schema", CheckSchemaAsync, cancellationToken).ConfigureAwait(false);
        await CheckAsync("store.table", CheckTableAsync, cancellationToken).ConfigureAwait(false);
        await CheckAsync("store.async_insert", CheckAsyncInsertAsync, cancellationToken).ConfigureAwait(false);
        await CheckAsync("store.privileges", CheckPrivilegesAsync, cancellationToken).ConfigureAwait(false);
        await CheckAsync("store.dead_letters", CheckDeadLettersAsync, cancellationToken).ConfigureAwait(false);
        await CheckAsync("store.losses", CheckLossesAsync, cancellationToken).ConfigureAwait(false);
        return _findings;
    }

    /// <summary>Asks for version and time, in one.</summary>
    private async Task<bool> IsReachableAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(Patience);
            // From the database that is there for certain; whether that of the log is, the schema tells.
            var before = time.GetUtcNow();
            var rows = await RowsAsync("SELECT version(), toString(toUnixTimestamp64Micro(now64(6)))", QuerySettings.Schema("system"), limit.Token).ConfigureAwait(false);
            var after = time.GetUtcNow();
            _findings.Add(Finding.Ok("store.reachable", $"{database.Description} answers; its version is {rows[0][0]}."));
            AddSkew(DateTimeOffset.UnixEpoch.AddMicroseconds(long.Parse(rows[0][1], CultureInfo.InvariantCulture)) - before - ((after - before) / 2), after - before);
            return true;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            _findings.Add(Finding.Error(
                "store.reachable",
                $"{database.Description} does not answer: {(failure is OperationCanceledException ? $"nothing came in {Patience.TotalSeconds:F0} s" : failure.Message)}",
                "Check host, port, protocol, account and certificate of Audit:Storage:ConnectionString, and that the server runs. Nothing is lost meanwhile: events wait in the spool."));
            return false;
        }
    }

    private void AddSkew(TimeSpan skew, TimeSpan roundTrip)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"The clock of the store is {Math.Abs(skew.TotalSeconds):F2} s {(skew < TimeSpan.Zero ? "behind" : "ahead of")} this machine's.");
        _findings.Add(skew.Duration() > LittleSkew + roundTrip
            ? Finding.Warning("store.clock", text, "Synchronise both clocks (NTP): events carry the time of the application, and expire by that of the store.")
            : Finding.Ok("store.clock", text));
    }

    private async Task CheckSchemaAsync(CancellationToken cancellationToken)
    {
        try
        {
            await schema.CompareAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (SchemaException wrong)
        {
            _findings.Add(Finding.Error("store.schema", wrong.Message, "Start the application, which makes what it never made; what was dropped or changed since has to be restored."));
            return;
        }

        var rows = await RowsAsync($"SELECT toString(max(version)), toString(count()) FROM {AuditTables.Migrations}", QuerySettings.Lookup(), cancellationToken).ConfigureAwait(false);
        _findings.Add(Finding.Ok("store.schema", $"The schema is whole; {rows[0][1]} migrations were applied, the last is number {rows[0][0]}."));
    }

    private async Task CheckTableAsync(CancellationToken cancellationToken)
    {
        var tables = await RowsAsync(
            $"SELECT engine, engine_full FROM system.tables WHERE database = currentDatabase() AND name = '{AuditTables.Log}'", QuerySettings.Lookup(), cancellationToken).ConfigureAwait(false);
        if (tables is not [[var engine, var definition]])
            return;

        // A replicated table remembers batches by itself; a plain one must be told to.
        var isReplicated = engine.StartsWith("Replicated", StringComparison.Ordinal) || engine.StartsWith("Shared", StringComparison.Ordinal);
        var window = Window().Match(definition) is { Success: true } match ? long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : isReplicated ? 10_000 : 0;
        _findings.Add(window >= 100
            ? Finding.Ok("store.deduplication", string.Create(CultureInfo.InvariantCulture, $"{AuditTables.Log} remembers the last {window:N0} batches."))
            : Finding.Error(
                "store.deduplication",
                string.Create(CultureInfo.InvariantCulture, $"{AuditTables.Log} remembers {window} batches: one that is sent twice may be stored twice."),
                $"ALTER TABLE {database.Name}.{AuditTables.Log} MODIFY SETTING {(isReplicated ? "" : "non_")}replicated_deduplication_window = 10000"));
        _findings.Add(definition.Contains("fsync_after_insert = 1", StringComparison.Ordinal)
            ? Finding.Ok("store.fsync", "What the store acknowledges survives a power cut.")
            : Finding.Warning(
                "store.fsync",
                "The store acknowledges events before they are durable: a power cut of its machine may lose them.",
                $"ALTER TABLE {database.Name}.{AuditTables.Log} MODIFY SETTING fsync_after_insert = 1, fsync_part_directory = 1; or keep replicas."));
        if (!definition.Contains("TTL expires_at", StringComparison.Ordinal))
        {
            _findings.Add(Finding.Warning("store.retention", "Expired events never go: the table has no TTL.", $"ALTER TABLE {database.Name}.{AuditTables.Log} MODIFY TTL expires_at DELETE, unless something else deletes what expired."));
            return;
        }

        var overdue = (await RowsAsync(
            $"SELECT toString(count()), toString(sum(rows)) FROM system.parts WHERE database = currentDatabase() AND table = '{AuditTables.Log}' AND active AND delete_ttl_info_max > toDateTime(0) AND delete_ttl_info_max < now() - INTERVAL 3 DAY",
            QuerySettings.Lookup(), cancellationToken).ConfigureAwait(false))[0];
        _findings.Add(overdue[0] == "0"
            ? Finding.Ok("store.retention", "Events go when they expire.")
            : Finding.Warning("store.retention", $"{overdue[1]} events expired days ago and are still there.", $"Check that merges run (SYSTEM START TTL MERGES {database.Name}.{AuditTables.Log}), and merge_with_ttl_timeout of the table."));
    }

    /// <summary>The application switches it off with each batch; an account that may not decides otherwise.</summary>
    private async Task CheckAsyncInsertAsync(CancellationToken cancellationToken)
    {
        var rows = await RowsAsync("SELECT value, toString(readonly) FROM system.settings WHERE name = 'async_insert'", QuerySettings.Lookup(), cancellationToken).ConfigureAwait(false);
        _findings.Add(rows is [["1", "1"]]
            ? Finding.Error("store.async_insert", "The account cannot switch asynchronous inserts off: batches are refused, or acknowledged before they are stored.", "Let the account change async_insert: remove the constraint from its settings profile.")
            : Finding.Ok("store.async_insert", "Each batch is stored before it is acknowledged."));
    }

    /// <summary>Inserts nothing: that is refused like an insert of something.</summary>
    private async Task CheckPrivilegesAsync(CancellationToken cancellationToken)
    {
        var missing = new List<string>();
        foreach (var table in Written)
        {
            try
            {
                await _client.ExecuteNonQueryAsync($"INSERT INTO {table} SELECT * FROM {table} LIMIT 0", null, QuerySettings.Lookup(), cancellationToken).ConfigureAwait(false);
            }
            catch (ClickHouseServerException refused) when (refused.ErrorCode is AccessDenied or ReadOnly)
            {
                missing.Add($"{database.Name}.{table}");
            }
        }

        _findings.Add(missing.Count == 0
            ? Finding.Ok("store.privileges", "The account may read and write the log.")
            : Finding.Error("store.privileges", $"The account may not read and write {string.Join(", ", missing)}.", string.Join("; ", missing.Select(static table => $"GRANT SELECT, INSERT ON {table} TO …"))));
    }

    private async Task CheckDeadLettersAsync(CancellationToken cancellationToken)
    {
        var letters = await RowsAsync(
            $"SELECT code, toString(count()), toString(max(stored_at)) FROM {AuditTables.DeadLetters} FINAL GROUP BY code ORDER BY count() DESC LIMIT 20", QuerySettings.Lookup(), cancellationToken).ConfigureAwait(false);
        if (letters.Count == 0)
            _findings.Add(Finding.Ok("store.dead_letters", "No event was set aside."));
        foreach (var letter in letters)
        {
            _findings.Add(Finding.Warning(
                "store.dead_letters",
                $"{letter[1]} events were set aside since the store refuses them: {letter[0]}, the last at {letter[2]} UTC.",
                $"Look at them in {database.Name}.{AuditTables.DeadLetters}: a constraint or a column's type may have been changed."));
        }
    }

    private async Task CheckLossesAsync(CancellationToken cancellationToken)
    {
        var losses = await RowsAsync(
            $"SELECT attributes['reason'], toString(sum(toUInt64OrZero(attributes['count']))) FROM {AuditTables.Log} WHERE occurred_at >= now() - INTERVAL 1 DAY AND category = 'system' AND action = 'audit.gap' GROUP BY 1 ORDER BY 1",
            QuerySettings.Lookup(), cancellationToken).ConfigureAwait(false);
        if (losses.Count == 0)
            _findings.Add(Finding.Ok("store.losses", "The log declares no loss within the last day."));
        foreach (var loss in losses)
        {
            _findings.Add(Finding.Warning("store.losses", $"The log declares {loss[1]} events as lost within the last day: {loss[0]}.", "docs/telemetry.md says what each reason means; the events audit.gap say when, and which."));
        }
    }

    /// <summary>A check that cannot be done is a finding of its own, and no reason to leave out the others.</summary>
    private async Task CheckAsync(string check, Func<CancellationToken, Task> run, CancellationToken cancellationToken)
    {
        try
        {
            await run(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            _findings.Add(Finding.Warning(check, $"It could not be checked: {failure.Message}", "Give the account the right to read the database and the tables in system, or use one that has it."));
        }
    }

    private async Task<List<string[]>> RowsAsync(string sql, QueryOptions options, CancellationToken cancellationToken)
    {
        var rows = new List<string[]>();
        using var reader = await _client.ExecuteReaderAsync(sql, null, options, cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var row = new string[reader.FieldCount];
            for (var i = 0; i < row.Length; i++)
                row[i] = Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture) ?? "";
            rows.Add(row);
        }

        return rows;
    }

    [GeneratedRegex(@"replicated_deduplication_window = (\d+)")]
    private static partial Regex Window();
}
