using Audit.Context;
using Audit.Outboxes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Audit.EfCore.Outbox;

/// <summary>
/// Takes what is in the outbox to the store: writes down which rows make the next batch, sends it, and deletes it once the store has it. Whatever
/// ends it in between, the next relay finds the batch and sends it again as it was.
/// </summary>
internal sealed class OutboxRelay<TContext>(
    IServiceScopeFactory scopes,
    IAuditOutboxDelivery delivery,
    OutboxSignal signal,
    IOptions<AuditOutboxOptions> options,
    TimeProvider time,
    ILogger<OutboxRelay<TContext>> logger) : BackgroundService
    where TContext : DbContext
{
    private static readonly TimeSpan ReleaseTimeout = TimeSpan.FromSeconds(2);

    private static readonly string Name = typeof(TContext).Name;

    private readonly OutboxTable<TContext> _table = new(scopes, options.Value, time);
    private bool _isRelaying;

    /// <summary>A batch may be there that is assigned and not deleted; known not to be only by the relay that deleted the last one.</summary>
    private bool _mayBeAssigned = true;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!delivery.IsEnabled)
            return;
        await Task.Yield();
        try
        {
            while (true)
            {
                var woken = signal.Next;
                await RelayAllAsync(stoppingToken).ConfigureAwait(false);
                await WaitAsync(woken, options.Value.PollInterval, stoppingToken).ConfigureAwait(false);
                stoppingToken.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await ReleaseAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Relays all that waits, if this relay has the lease or gets it.</summary>
    public async Task RelayAllAsync(CancellationToken cancellationToken)
    {
        // Whatever the relay does in the database is not the application's.
        using var unrecorded = AuditContext.Suppress();
#pragma warning disable CA1031 // Whatever goes wrong, the rows are in the database, and the relay goes on.
        try
        {
            if (!await TryLeaseAsync(cancellationToken).ConfigureAwait(false))
                return;
            delivery.Report(Name, await _table.CountAsync(cancellationToken).ConfigureAwait(false));
            var hasRelayed = false;
            while (await NextAsync(cancellationToken).ConfigureAwait(false) is { } batch)
            {
                await SendAsync(batch, cancellationToken).ConfigureAwait(false);
                await _table.DeleteAsync(batch, cancellationToken).ConfigureAwait(false);
                _mayBeAssigned = false;
                hasRelayed = true;
                if (!await TryLeaseAsync(cancellationToken).ConfigureAwait(false))
                    return;
            }

            if (hasRelayed)
                delivery.Report(Name, default(OutboxStatus));
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            _mayBeAssigned = true;
            if (exception is OutboxLeaseLostException)
                Lost();
            else
                logger.RelayFailed(exception, Name, options.Value.PollInterval);
        }
#pragma warning restore CA1031
    }

    private async Task<OutboxBatch?> NextAsync(CancellationToken cancellationToken)
    {
        if (_mayBeAssigned && await _table.FindAssignedAsync(cancellationToken).ConfigureAwait(false) is { } assigned)
            return assigned;
        _mayBeAssigned = true;
        var next = await _table.AssignAsync(cancellationToken).ConfigureAwait(false);
        _mayBeAssigned = next is not null;
        return next;
    }

    /// <summary>Sends a batch, and renews the lease meanwhile. Who cannot renew it in time stops, since another may send the batch by then.</summary>
    private async Task SendAsync(OutboxBatch batch, CancellationToken cancellationToken)
    {
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var renewedAt = time.GetTimestamp();
        var sending = delivery.DeliverAsync(batch, lost.Token).AsTask();
        while (true)
        {
            await WaitAsync(sending, options.Value.Lease / 3, cancellationToken).ConfigureAwait(false);
            if (sending.IsCompleted)
                break;
            if (await RenewAsync(cancellationToken).ConfigureAwait(false))
                renewedAt = time.GetTimestamp();
            else if (!_isRelaying || time.GetElapsedTime(renewedAt) > options.Value.Lease / 2)
                await lost.CancelAsync().ConfigureAwait(false);
        }

        try
        {
            await sending.ConfigureAwait(false);
        }
        catch (Exception) when (lost.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new OutboxLeaseLostException();
        }
    }

    private async Task<bool> RenewAsync(CancellationToken cancellationToken)
    {
#pragma warning disable CA1031 // The database may be back before the lease has run out.
        try
        {
            if (!await TryLeaseAsync(cancellationToken).ConfigureAwait(false))
                return false;
            delivery.Report(Name, await _table.CountAsync(cancellationToken).ConfigureAwait(false));
            return true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            logger.RelayFailed(exception, Name, options.Value.Lease / 3);
            return false;
        }
#pragma warning restore CA1031
    }

    private async Task<bool> TryLeaseAsync(CancellationToken cancellationToken)
    {
        if (!await _table.TryLeaseAsync(cancellationToken).ConfigureAwait(false))
        {
            Lost();
            return false;
        }

        if (!_isRelaying)
        {
            _isRelaying = true;
            _mayBeAssigned = true;
            logger.RelayStarted(Name);
        }

        return true;
    }

    private void Lost()
    {
        if (!_isRelaying)
            return;
        _isRelaying = false;
        delivery.Report(Name, null);
        logger.LeaseLost(Name);
    }

    private async Task ReleaseAsync()
    {
        if (!_isRelaying)
            return;
        using var unrecorded = AuditContext.Suppress();
#pragma warning disable CA1031 // The application ends; the lease runs out by itself.
        try
        {
            using var limit = new CancellationTokenSource(ReleaseTimeout, time);
            await _table.ReleaseAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            logger.NotReleased(exception, Name);
        }
#pragma warning restore CA1031
    }

    /// <summary>Waits for a task, or for a time.</summary>
    private async Task WaitAsync(Task task, TimeSpan most, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(task, Task.Delay(most, time, limit.Token)).ConfigureAwait(false);
        await limit.CancelAsync().ConfigureAwait(false);
    }
}
