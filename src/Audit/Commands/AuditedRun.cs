using Audit.Context;
using Audit.Events;
using Audit.Guarding;

namespace Audit.Commands;

/// <summary>One run of a command or job: what happens in it points to its event, which is recorded when it ended.</summary>
internal sealed class AuditedRun
{
    private readonly CommandRun _command;
    private readonly TimeProvider _time;
    private readonly string _action;
    private readonly DateTimeOffset _startedAt;
    private readonly long _began;
    private readonly AuditContext _outer;

    /// <summary>Begins under the ambient context.</summary>
    public AuditedRun(CommandRun command, TimeProvider time, string action = Action)
    {
        _command = command;
        _time = time;
        _action = action;
        _startedAt = time.GetUtcNow();
        _began = time.GetTimestamp();
        _outer = AuditContext.Current;
        EventId = AuditId.Create(AuditEvent.UnixMicroseconds(_startedAt));
    }

    /// <summary>The action of a command's run.</summary>
    public const string Action = "command.run";

    /// <summary>The id that the run's event will have.</summary>
    public Guid EventId { get; }

    /// <summary>The context of what happens in the run.</summary>
    public AuditContext Context => _outer with { ParentEventId = EventId };

    /// <summary>The event that caused the run, when it is not the ambient context's.</summary>
    public Guid ParentId { get; init; }

    /// <summary>Does the work, and records how it ended.</summary>
    public async Task<T> RunAsync<T>(IAuditLog log, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        T result;
        try
        {
            using var scope = AuditContext.Push(Context);
            result = await work(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            await RecordAsync(log, OutcomeOf(exception), null, exception).ConfigureAwait(false);
            throw;
        }

        var exitCode = result is int code ? code : (int?)null;
        await RecordAsync(log, exitCode is null or 0 ? Outcome.Succeeded : Outcome.Failed, exitCode, null).ConfigureAwait(false);
        return result;
    }

    /// <summary>Records that it ended.</summary>
    public async ValueTask RecordAsync(IAuditLog log, Outcome outcome, int? exitCode, Exception? exception)
    {
        if (!log.IsEnabled)
            return;

        // The caller's cancellation is no reason to lose what it did.
        await log.RecordAsync(
            new AuditEvent(_startedAt)
            {
                Id = EventId,
                Category = EventCategory.Command,
                Action = _action,
                Outcome = outcome,
                Source = CommandSource.Command,
                DurationMicroseconds = _time.GetElapsedTime(_began).Ticks / TimeSpan.TicksPerMicrosecond,
                ErrorCode = exception?.GetType().Name,
                ErrorMessage = exception?.Message,
                ParentId = ParentId == Guid.Empty ? _outer.ParentEventId : ParentId,
                Command = _command with { ExitCode = exitCode },
            },
            CancellationToken.None).ConfigureAwait(false);
    }

    public static Outcome OutcomeOf(Exception exception) => exception switch
    {
        OperationCanceledException => Outcome.Cancelled,
        DestructiveOperationBlockedException { IsRolledBack: false } => Outcome.Blocked,
        _ => Outcome.Failed,
    };
}
