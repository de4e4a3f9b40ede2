using System.Collections.Immutable;
using System.Data;
using System.Data.Common;
using Audit.AdoNet.Connections;
using Audit.AdoNet.Guarding;
using Audit.AdoNet.Outcomes;
using Audit.AdoNet.Parameters;
using Audit.Context;
using Audit.Events;
using Audit.Redaction;
using Audit.Statements;

namespace Audit.AdoNet.Recording;

/// <summary>
/// Makes the event of a command that ended, and records it. Every capture of ADO.NET commands goes through here.
/// Holds no state of a command, so that one instance serves all threads. Never throws.
/// </summary>
internal sealed class CommandRecorder(
    SafeLog log,
    IStatementClassifier classifier,
    IAuditRedactor redactor,
    ConnectionProfiles profiles,
    ParameterCapture parameters,
    CommandGuard guard,
    CaptureFailures failures)
{
    private const int ErrorFlag = 1;
    private const int ParametersFlag = 2;
    private const int StatementFlag = 4;

    // What is told of a command, by the sum of its flags: made once.
    private static readonly ImmutableArray<string>[] Told = [.. Enumerable.Range(0, ErrorFlag + ParametersFlag + StatementFlag + 1).Select(Tell)];

    private readonly CommandErrors _errors = new();

    /// <summary>Whether anything recorded now would be kept; when not, a capture has nothing to do.</summary>
    public bool IsEnabled => log.IsEnabled;

    /// <summary>Records the end of a command from synchronous code.</summary>
    public void Record(DbCommand command, in CommandEnd end)
    {
        var auditEvent = TryCreate(command, end);
        if (auditEvent is not null)
            Record(auditEvent);
    }

    /// <summary>Records an event that <see cref="TryCreate(DbCommand, in CommandEnd)"/> made.</summary>
    public void Record(AuditEvent auditEvent) => log.Record(auditEvent);

    /// <summary>Records the end of a command; completed unless the pipeline is full and told to wait.</summary>
    public ValueTask RecordAsync(DbCommand command, in CommandEnd end)
    {
        var auditEvent = TryCreate(command, end);
        return auditEvent is null ? ValueTask.CompletedTask : RecordAsync(auditEvent);
    }

    /// <summary>The event of a command that ended; <see langword="null"/> when it could not be made, which is reported.</summary>
    public AuditEvent? TryCreate(DbCommand command, in CommandEnd end)
    {
#pragma warning disable CA1031 // The command has run: nothing of ours may turn that into an error.
        try
        {
            var guarded = guard.StateOf(command);
            return Create(ProfileOf(command), command.CommandText, command.CommandType, command.Parameters, guarded, end);
        }
        catch (Exception exception)
        {
            failures.Report(exception);
            return null;
        }
#pragma warning restore CA1031
    }

    /// <summary>The event of one command of a batch that ended; <see langword="null"/> when it could not be made, which is reported.</summary>
    public AuditEvent? TryCreate(DbConnection? connection, DbBatchCommand command, Guid attempt, in CommandEnd end)
    {
#pragma warning disable CA1031 // The command has run: nothing of ours may turn that into an error.
        try
        {
            return Create(connection is null ? null : profiles.Of(connection), command.CommandText, command.CommandType, command.Parameters, new GuardedState(attempt, TimeSpan.Zero, default, null), end);
        }
        catch (Exception exception)
        {
            failures.Report(exception);
            return null;
        }
#pragma warning restore CA1031
    }

    /// <summary>The same event with the error that became known later.</summary>
    public AuditEvent WithError(AuditEvent recorded, Exception exception, SqlDialect dialect)
    {
        var error = _errors.Describe(exception, dialect);
        var message = Redact(error.Message);
        var late = recorded.WithOutcome(error.Outcome, error.Code, message.Text);
        return message.IsTruncated ? new AuditEvent(late) { Redactions = late.Redactions.Add(Redactions.ErrorTruncated) } : late;
    }

    /// <summary>The dialect of a command's connection.</summary>
    public SqlDialect DialectOf(DbCommand command) => ProfileOf(command)?.Dialect ?? SqlDialect.Unknown;

    /// <summary>Records an event that <see cref="TryCreate(DbCommand, in CommandEnd)"/> made; completed unless the pipeline is full and told to wait.</summary>
    public ValueTask RecordAsync(AuditEvent auditEvent) => log.RecordAsync(auditEvent);

    private AuditEvent Create(
        ConnectionProfile? profile, string text, CommandType type, DbParameterCollection sent, in GuardedState guarded, in CommandEnd end)
    {
        var dialect = profile?.Dialect ?? SqlDialect.Unknown;
        var statement = classifier.Classify(text, dialect, profile?.DialectOptions ?? SqlDialectOptions.None, type);
        var read = parameters.Read(sent, profile?.ValueRules ?? [], out var truncated);
        var error = end.Exception is null ? default : _errors.Describe(end.Exception, dialect);
        var message = error.Message is null ? default : Redact(error.Message);
        var transaction = end.Transaction ?? guarded.Transaction;
        transaction?.Count(end.Source);
        var told = (message.IsTruncated ? ErrorFlag : 0) + (truncated ? ParametersFlag : 0) + (statement.IsTruncated ? StatementFlag : 0);

        var startedAt = end.StartedAt + guarded.Waited;
        return new AuditEvent(startedAt > guarded.LetThroughAt ? startedAt : guarded.LetThroughAt)
        {
            Category = EventCategory.Database,
            Action = statement.Action,
            Outcome = OutcomeOf(end, error),
            Risk = statement.Risk,
            Destructive = statement.Risk >= Risk.Medium,
            Source = AuditContext.Current.Source ?? end.Source,
            Database = profile?.Target,
            Statement = statement,
            Parameters = read,
            Redactions = Told[told],
            RowsAffected = end.RowsAffected,
            RowsRead = end.RowsRead,
            DurationMicroseconds = Math.Max(0, (end.Duration - guarded.Waited).Ticks) / TimeSpan.TicksPerMicrosecond,
            ErrorCode = error.Code,
            ErrorMessage = message.Text,
            TransactionId = transaction?.Id ?? Guid.Empty,
            ParentId = guarded.Attempt == Guid.Empty ? AuditContext.Current.ParentEventId : guarded.Attempt,
            Attributes = end.Attributes,
        };
    }

    /// <summary>A connection that cannot be described, for example since it is disposed, costs the event its database and not the event.</summary>
    private ConnectionProfile? ProfileOf(DbCommand command)
    {
#pragma warning disable CA1031 // The command has run: nothing of ours may turn that into an error.
        try
        {
            return command.Connection is { } connection ? profiles.Of(connection) : null;
        }
        catch (Exception exception)
        {
            failures.Report(exception);
            return null;
        }
#pragma warning restore CA1031
    }

    private RedactedText Redact(string message)
    {
#pragma warning disable CA1031 // The command has run: nothing of ours may turn that into an error.
        try
        {
            return redactor.RedactMessage(message);
        }
        catch (Exception exception)
        {
            failures.Report(exception);
            return RedactedText.Hidden;
        }
#pragma warning restore CA1031
    }

    private static ImmutableArray<string> Tell(int flags)
    {
        var told = ImmutableArray.CreateBuilder<string>();
        if ((flags & ErrorFlag) != 0)
            told.Add(Redactions.ErrorTruncated);
        if ((flags & ParametersFlag) != 0)
            told.Add(Redactions.ParametersTruncated);
        if ((flags & StatementFlag) != 0)
            told.Add(Redactions.StatementTruncated);
        return told.ToImmutable();
    }

    private static Outcome OutcomeOf(in CommandEnd end, CommandError error)
    {
        if (end.IsCancelled)
            return Outcome.Cancelled;
        return end.Exception is null ? Outcome.Succeeded : error.Outcome;
    }
}
