using System.Data;
using System.Diagnostics;
using Audit.AdoNet.Connections;
using Audit.AdoNet.Guarding;
using Audit.AdoNet.Outcomes;
using Audit.AdoNet.Recording;
using Audit.Context;
using Audit.Events;
using Audit.Guarding;
using Audit.Redaction;
using Audit.Statements;
using Microsoft.EntityFrameworkCore.Storage;

namespace Audit.EfCore.Guarding;

/// <summary>Guards and records that a context drops its whole database, by whatever means its provider does it.</summary>
internal sealed class DatabaseDrops(
    IAuditLog log,
    IStatementClassifier classifier,
    IAuditRedactor redactor,
    ConnectionProfiles profiles,
    CaptureFailures failures,
    TimeProvider time,
    IOperationGuard? guard = null)
{
    private readonly CommandErrors _errors = new();

    /// <summary>Drops the database, if that is allowed.</summary>
    /// <exception cref="DestructiveOperationBlockedException">It is not.</exception>
    public void Run(IRelationalConnection connection, Action drop)
    {
        if (!log.IsEnabled)
        {
            drop();
            return;
        }

        var operation = Describe(connection);
        var pass = guard?.Check(operation);
        var started = time.GetUtcNow();
        var watch = Stopwatch.GetTimestamp();
        Exception? error = null;
        try
        {
            using var decided = GuardedScope.Enter();
            using var scope = PushParent(pass);
            drop();
        }
        catch (Exception exception)
        {
            error = exception;
            throw;
        }
        finally
        {
            Record(() => log.Record(EventOf(operation, pass, started, watch, error)));
        }
    }

    /// <summary>Drops the database, if that is allowed.</summary>
    /// <exception cref="DestructiveOperationBlockedException">It is not.</exception>
    public async Task RunAsync(IRelationalConnection connection, Func<CancellationToken, Task> drop, CancellationToken cancellationToken)
    {
        if (!log.IsEnabled)
        {
            await drop(cancellationToken).ConfigureAwait(false);
            return;
        }

        var operation = Describe(connection);
        var pass = guard is null ? null : await guard.CheckAsync(operation, cancellationToken).ConfigureAwait(false);
        var started = time.GetUtcNow();
        var watch = Stopwatch.GetTimestamp();
        Exception? error = null;
        try
        {
            using var decided = GuardedScope.Enter();
            using var scope = PushParent(pass);
            await drop(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            error = exception;
            throw;
        }
        finally
        {
            Record(() => log.Record(EventOf(operation, pass, started, watch, error)));
        }
    }

    private static Guid? AttemptOf(GuardPass? pass) => pass is null || pass.EventId == Guid.Empty ? null : pass.EventId;

    private static AuditContextScope PushParent(GuardPass? pass)
    {
        var context = AuditContext.Current;
        return AuditContext.Push(AttemptOf(pass) is { } attempt ? context with { ParentEventId = attempt } : context);
    }

    private GuardRequest Describe(IRelationalConnection connection)
    {
        var profile = profiles.Of(connection.DbConnection);
        var name = profile.Dialect == SqlDialect.Sqlite ? profile.Target.Server : profile.Target.Name;
        var text = $"DROP DATABASE \"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        // SQLite knows no such statement; what is dropped, and how bad that is, is the same everywhere.
        return new GuardRequest
        {
            Statement = classifier.Classify(text, SqlDialect.PostgreSql, SqlDialectOptions.None, CommandType.Text),
            Database = profile.Target,
            ContentHash = () => ContentHash.Of(text),
        };
    }

    private AuditEvent EventOf(GuardRequest operation, GuardPass? pass, DateTimeOffset started, long watch, Exception? exception)
    {
        var error = exception is null ? default : _errors.Describe(exception, SqlDialect.Unknown);
        return new AuditEvent(started)
        {
            Category = EventCategory.Database,
            Action = operation.Statement.Action,
            Outcome = exception is null ? Outcome.Succeeded : error.Outcome,
            Risk = operation.Statement.Risk,
            Destructive = true,
            Source = AuditContext.Current.Source ?? operation.Source,
            Database = operation.Database,
            Statement = operation.Statement,
            DurationMicroseconds = Stopwatch.GetElapsedTime(watch).Ticks / TimeSpan.TicksPerMicrosecond,
            ErrorCode = error.Code,
            ErrorMessage = error.Message is null ? null : redactor.RedactMessage(error.Message).Text,
            ParentId = AttemptOf(pass) ?? AuditContext.Current.ParentEventId,
        };
    }

    private void Record(Action record)
    {
#pragma warning disable CA1031 // The database is gone, or is not: nothing of ours may turn that into an error.
        try
        {
            record();
        }
        catch (Exception exception)
        {
            failures.Report(exception);
        }
#pragma warning restore CA1031
    }
}
