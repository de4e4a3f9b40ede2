using Audit.Events;
using Audit.Hosting;
using Audit.Spooling.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Audit.Spooling.Writing;

/// <summary>
/// Decides how safe an event has to be when its recording returns, and waits for it. A disk that does not answer costs the application one wait and not one
/// per event. Thread-safe.
/// </summary>
internal sealed class AcknowledgementGate(IOptions<AuditOptions> options, SpoolState state, TimeProvider time, ILogger<AcknowledgementGate> logger)
{
    private const string NotSafe = "The audit event is not as safe as Audit:Spool:Acknowledge wants it to be, and Audit:Spool:WhenUnavailable is FailOperation: ";

    private readonly AuditAcknowledgementOptions _options = options.Value.Spool.Acknowledge;
    private bool _isStuck;

    /// <summary>Whether there is a disk to wait for.</summary>
    public bool IsOpen => state.IsOpen;

    /// <summary>Whether what cannot be recorded safely has to fail.</summary>
    public bool FailsOperations { get; } = options.Value.Spool is { Enabled: true, WhenUnavailable: SpoolUnavailableMode.FailOperation };

    /// <summary>The level of an event; <see cref="AcknowledgementLevel.Memory"/> while nothing can be waited for.</summary>
    public AcknowledgementLevel LevelOf(AuditEvent auditEvent)
    {
        if (!state.IsOpen || (Volatile.Read(ref _isStuck) && !FailsOperations))
            return AcknowledgementLevel.Memory;
        if (auditEvent.Destructive || auditEvent.Category == EventCategory.Guard)
            return _options.Destructive;
        return IsRead(auditEvent) ? _options.Reads : _options.Writes;
    }

    /// <summary>Waits for an event that is in the pipeline.</summary>
    /// <returns><see langword="false"/> when it is lost.</returns>
    /// <exception cref="AuditLossException">It is lost, or not safe in time, and the options want its recorder to fail then.</exception>
    public async ValueTask<bool> WaitAsync(Acknowledgement acknowledgement, CancellationToken cancellationToken)
    {
        try
        {
            var timeout = Volatile.Read(ref _isStuck) ? TimeSpan.Zero : _options.Timeout;
            var isSafe = await acknowledgement.Completion.WaitAsync(timeout, time, cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref _isStuck, false);
            return isSafe || (FailsOperations ? throw new AuditLossException(NotSafe + "it is lost.") : false);
        }
        catch (TimeoutException)
        {
            GetStuck(acknowledgement);
            return FailsOperations ? throw new AuditLossException(NotSafe + "the disk does not answer.") : true;
        }
        catch (OperationCanceledException)
        {
            // It is on its way; only its recorder waits no more.
            return true;
        }
    }

    private void GetStuck(Acknowledgement acknowledgement)
    {
        if (Interlocked.Exchange(ref _isStuck, true))
            return;
        logger.NotAcknowledged(_options.Timeout);
        acknowledgement.Completion.ContinueWith(
            static (_, gate) => Volatile.Write(ref ((AcknowledgementGate)gate!)._isStuck, false),
            this,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    /// <summary>Only what is known to have read and nothing else.</summary>
    private static bool IsRead(AuditEvent auditEvent) =>
        auditEvent is { Category: EventCategory.Database, Statement: { IsOpaque: false, IsIncomplete: false, TablesWritten.IsDefaultOrEmpty: true } statement }
        && !statement.Operations.IsDefaultOrEmpty
        && IsSelect(statement.Operations.AsSpan());

    private static bool IsSelect(ReadOnlySpan<string> operations)
    {
        foreach (var operation in operations)
        {
            if (operation != "SELECT")
                return false;
        }

        return true;
    }
}
