using System.Collections.Immutable;
using System.Data.Common;
using Audit.AdoNet.Connections;
using Audit.AdoNet.Outcomes;
using Audit.AdoNet.Recording;
using Audit.AdoNet.Transactions;
using Audit.Events;
using Audit.Redaction;
using Microsoft.Extensions.Options;

namespace Audit.AdoNet.Opening;

/// <summary>
/// Records that connections could not be opened and, when asked to, that they were opened and closed. Every capture of connections goes through
/// here. Never throws.
/// </summary>
internal sealed class ConnectionRecorder(
    SafeLog log,
    ConnectionProfiles profiles,
    TransactionRecorder transactions,
    IAuditRedactor redactor,
    CaptureFailures failures,
    IOptions<AdoNetConnectionOptions> options)
{
    private const string Connect = "db.connect";
    private const string Disconnect = "db.disconnect";

    private readonly CommandErrors _errors = new();
    private readonly bool _recordsAll = options.Value.RecordOpenAndClose;

    /// <summary>A connection was opened, perhaps taken from a pool.</summary>
    public void Opened(DbConnection connection, DateTimeOffset startedAt, TimeSpan duration)
    {
        transactions.Opened(connection);
        if (_recordsAll && log.IsEnabled)
            Record(connection, Connect, startedAt, duration, null);
    }

    /// <summary>A connection could not be opened: the server was not reached, or it did not let the user in.</summary>
    public void Failed(DbConnection connection, DateTimeOffset startedAt, TimeSpan duration, Exception exception)
    {
        if (log.IsEnabled)
            Record(connection, Connect, startedAt, duration, exception);
    }

    /// <summary>A connection was closed, perhaps given back to a pool.</summary>
    public void Closed(DbConnection connection, DateTimeOffset time)
    {
        if (_recordsAll && log.IsEnabled)
            Record(connection, Disconnect, time, TimeSpan.Zero, null);
    }

    private void Record(DbConnection connection, string action, DateTimeOffset startedAt, TimeSpan duration, Exception? exception)
    {
#pragma warning disable CA1031 // Nothing of ours may disturb the connection.
        try
        {
            log.Record(Create(profiles.Of(connection), action, startedAt, duration, exception));
        }
        catch (Exception failure)
        {
            failures.Report(failure);
        }
#pragma warning restore CA1031
    }

    private AuditEvent Create(ConnectionProfile profile, string action, DateTimeOffset startedAt, TimeSpan duration, Exception? exception)
    {
        var error = exception is null ? default : _errors.Describe(exception, profile.Dialect);
        var message = error.Message is null ? default : redactor.RedactMessage(error.Message);
        return new AuditEvent(startedAt)
        {
            Category = EventCategory.Access,
            Action = action,
            Outcome = exception is null ? Outcome.Succeeded : error.Outcome,
            Source = CommandSource.AdoNet,
            Database = profile.Target,
            DurationMicroseconds = Math.Max(0, duration.Ticks) / TimeSpan.TicksPerMicrosecond,
            ErrorCode = error.Code,
            ErrorMessage = message.Text,
            Redactions = message.IsTruncated ? [Redactions.ErrorTruncated] : [],
            Attributes = AttributesOf(profile.Settings),
        };
    }

    private static ImmutableArray<AuditAttribute> AttributesOf(ConnectionSettings settings)
    {
        var pooled = new AuditAttribute("db.pooled", settings.IsPooled ? "true" : "false");
        return settings.User is { } user ? [pooled, new AuditAttribute("db.user", user)] : [pooled];
    }
}
