using System.Data;
using Audit.AdoNet.Connections;
using Audit.AdoNet.Outcomes;
using Audit.AdoNet.Recording;
using Audit.Context;
using Audit.EfCore.DesignTime;
using Audit.Events;
using Audit.Redaction;
using Audit.Statements;
using Microsoft.EntityFrameworkCore.Storage;

namespace Audit.EfCore.Operations;

/// <summary>
/// Runs operations under a context that stamps what happens within them, and records each by an event when it ended. At design time the outermost of them
/// runs under the command of the tool. See the readme beside this file.
/// </summary>
internal sealed class OperationRecorder(
    IAuditLog log,
    IAuditRedactor redactor,
    IStatementClassifier classifier,
    ConnectionProfiles profiles,
    CaptureFailures failures,
    ToolCommand tool,
    TimeProvider time)
{
    private readonly CommandErrors _errors = new();

    /// <summary>Whether anything recorded now would be kept.</summary>
    public bool IsEnabled => log.IsEnabled;

    /// <summary>Runs an operation.</summary>
    public T Run<T>(DatabaseOperation operation, Func<OperationRun, T> work) => RunWithin(() =>
    {
        var run = Begin();
        try
        {
            using var scope = Push(run, operation);
            return work(run);
        }
        catch (Exception exception)
        {
            run.Error = exception;
            throw;
        }
        finally
        {
            End(run, operation);
        }
    });

    /// <inheritdoc cref="Run"/>
    public Task<T> RunAsync<T>(DatabaseOperation operation, Func<OperationRun, Task<T>> work) => RunWithinAsync(async () =>
    {
        var run = Begin();
        try
        {
            using var scope = Push(run, operation);
            return await work(run).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            run.Error = exception;
            throw;
        }
        finally
        {
            End(run, operation);
        }
    });

    /// <summary>Runs work that has no event of its own, under the command of the tool when there is one.</summary>
    public T RunWithin<T>(Func<T> work)
    {
        if (!ToolCommand.IsRunning(AuditContext.Current))
            return work();

        var run = Begin();
        try
        {
            using var scope = AuditContext.Push(tool.ContextOf(run.Id));
            return work();
        }
        catch (Exception exception)
        {
            run.Error = exception;
            throw;
        }
        finally
        {
            EndTool(run);
        }
    }

    /// <inheritdoc cref="RunWithin"/>
    public async Task<T> RunWithinAsync<T>(Func<Task<T>> work)
    {
        if (!ToolCommand.IsRunning(AuditContext.Current))
            return await work().ConfigureAwait(false);

        var run = Begin();
        try
        {
            using var scope = AuditContext.Push(tool.ContextOf(run.Id));
            return await work().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            run.Error = exception;
            throw;
        }
        finally
        {
            EndTool(run);
        }
    }

    /// <summary>What a statement of an operation does, as far as that can be told: the operation is the application's, and goes on.</summary>
    public StatementInfo Classify(string text, IRelationalConnection connection)
    {
#pragma warning disable CA1031 // Nothing of ours may disturb the operation.
        try
        {
            var profile = profiles.Of(connection.DbConnection);
            return classifier.Classify(text, profile.Dialect, profile.DialectOptions, CommandType.Text);
        }
        catch (Exception exception)
        {
            failures.Report(exception);
            return StatementInfo.Empty;
        }
#pragma warning restore CA1031
    }

    private OperationRun Begin() => new(time.GetUtcNow(), time.GetTimestamp());

    private static AuditContextScope Push(OperationRun run, DatabaseOperation operation)
    {
        var context = AuditContext.Current;
        return AuditContext.Push(context with
        {
            ParentEventId = run.Id,
            Source = operation.Source,
            Attributes = context.Attributes.AddRange(operation.Attributes),
        });
    }

    private void End(OperationRun run, DatabaseOperation operation) => Record(() =>
    {
        var profile = profiles.Of(operation.Connection.DbConnection);
        var error = ErrorOf(run, profile.Dialect);
        return new AuditEvent(run.StartedAt)
        {
            Id = run.Id,
            Category = EventCategory.Database,
            Action = operation.Action,
            Outcome = run.Error is null ? Outcome.Succeeded : error.Outcome,
            Source = operation.Source,
            Database = profile.Target,
            DurationMicroseconds = DurationOf(run),
            ErrorCode = error.Code,
            ErrorMessage = Redact(error.Message),
            TransactionId = run.TransactionId,
            Attributes = operation.Attributes.AddRange(run.Findings),
        };
    });

    private void EndTool(OperationRun run) => Record(() =>
    {
        var error = ErrorOf(run, SqlDialect.Unknown);
        return new AuditEvent(run.StartedAt)
        {
            Id = run.Id,
            Category = EventCategory.Command,
            Action = "command.run",
            Outcome = run.Error is null ? Outcome.Succeeded : error.Outcome,
            Source = CommandSource.Command,
            DurationMicroseconds = DurationOf(run),
            ErrorCode = error.Code,
            ErrorMessage = Redact(error.Message),
            Command = tool.Command,
            Context = tool.ContextOf(Guid.Empty),
        };
    });

    private CommandError ErrorOf(OperationRun run, SqlDialect dialect) => run.Error is null ? default : _errors.Describe(run.Error, dialect);

    private string? Redact(string? message) => message is null ? null : redactor.RedactMessage(message).Text;

    private long DurationOf(OperationRun run) => time.GetElapsedTime(run.Start).Ticks / TimeSpan.TicksPerMicrosecond;

    private void Record(Func<AuditEvent> create)
    {
#pragma warning disable CA1031 // What was done to the database is done: nothing of ours may turn that into an error.
        try
        {
            log.Record(create());
        }
        catch (Exception exception)
        {
            failures.Report(exception);
        }
#pragma warning restore CA1031
    }
}
