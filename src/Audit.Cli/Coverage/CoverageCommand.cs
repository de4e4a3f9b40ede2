using System.CommandLine;
using System.Globalization;
using System.Xml;
using Audit.Cli.Sources;
using Audit.Querying;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.Cli.Coverage;

/// <summary><c>audit coverage</c>: what a database ran and the log never saw.</summary>
internal static class CoverageCommand
{
    private const string PostgresVariable = "AUDIT_POSTGRES";

    public static Command Create(Terminal terminal)
    {
        var postgres = new Option<string>("--postgres")
        {
            Description = $"The audited database, with the extension pg_stat_statements: Host=…;Database=…;Username=…. {PostgresVariable} unless given.", HelpName = "CONNECTION",
        };
        var since = new Option<string>("--since")
        {
            Description = "From when on to look into the log: an ISO 8601 time, or a duration before now. Default: since when the server counts.", HelpName = "TIME",
        };
        var user = new Option<string[]>("--user") { Description = "Only what ran under this role of the database; may be given several times.", HelpName = "ROLE" };
        var fail = new Option<bool>("--fail") { Description = "Exit with 1 when the log never saw a statement." };
        var coverage = new Command("coverage", "Tell what a PostgreSQL database ran and the log never saw.") { postgres, since, user, fail };
        var sources = new SourceOptions(terminal, coverage);
        coverage.SetAction(async (parsed, cancellationToken) =>
        {
            var connection = parsed.GetValue(postgres) ?? terminal.Variable(PostgresVariable);
            if (string.IsNullOrWhiteSpace(connection))
                throw new UsageException($"no database is named: give --postgres CONNECTION or set {PostgresVariable}.");
            var spoken = ParseSince(parsed.GetValue(since));
            var (database, countedSince, ran) = await new PostgresStatements(connection).ReadAsync(cancellationToken).ConfigureAwait(false);
            var from = spoken ?? countedSince;
            var users = parsed.GetValue(user) ?? [];

            var found = new Reconciliation();
            bool isTruncated;
            if (sources.ClickHouseOf(parsed) is { } clickHouse)
            {
                var services = ClickHouseSource.Open(clickHouse);
                await using (services.ConfigureAwait(false))
                    isTruncated = await ReadAsync(found, new ClickHouseStatements(services.GetRequiredService<IAuditReader>()), from, database, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                using var host = sources.HostOf(parsed);
                isTruncated = await ReadAsync(found, new HostStatements(host), from, database, cancellationToken).ConfigureAwait(false);
            }

            found.Compare(ran.Where(statement => users.Length == 0 || users.Contains(statement.User, StringComparer.Ordinal)));
            CoverageReport.Write(terminal.Console, found, database, from, isTruncated);
            if (from > countedSince)
                await terminal.Error.WriteLineAsync(Earlier(countedSince)).ConfigureAwait(false);
            return parsed.GetValue(fail) && found.Missing.Count > 0 ? ExitCodes.Found : ExitCodes.Done;
        });
        return coverage;
    }

    private static async Task<bool> ReadAsync(Reconciliation found, ILoggedStatements log, DateTimeOffset since, string database, CancellationToken cancellationToken)
    {
        var (fingerprints, isTruncated) = await log.FingerprintsAsync(since, database, cancellationToken).ConfigureAwait(false);
        await found.AddRecordedAsync(log, since, fingerprints, cancellationToken).ConfigureAwait(false);
        return isTruncated;
    }

    private static string Earlier(DateTimeOffset countedSince) => string.Create(
        CultureInfo.InvariantCulture,
        $"audit: the server counts since {countedSince.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC; what ran only before --since is listed, too. SELECT pg_stat_statements_reset() begins anew.");

    private static DateTimeOffset? ParseSince(string? text)
    {
        if (text is null)
            return null;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            return time;
        try
        {
            if (XmlConvert.ToTimeSpan(text) is var span && span > TimeSpan.Zero)
                return TimeProvider.System.GetUtcNow() - span;
        }
        catch (Exception failure) when (failure is FormatException or OverflowException or ArgumentOutOfRangeException)
        {
        }

        throw new UsageException($"--since {text} is no time; allowed: an ISO 8601 time (2026-11-30T08:00:00Z) or a duration before now (P1D, PT2H).");
    }
}
