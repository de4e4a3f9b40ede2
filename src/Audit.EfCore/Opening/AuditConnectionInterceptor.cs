using System.Data.Common;
using Audit.AdoNet.Opening;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Audit.EfCore.Opening;

/// <summary>Records that connections could not be opened and, when asked to, that they were opened and closed.</summary>
internal sealed class AuditConnectionInterceptor(ConnectionRecorder connections) : DbConnectionInterceptor
{
    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) =>
        connections.Opened(connection, eventData.StartTime, eventData.Duration);

    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        ConnectionOpened(connection, eventData);
        return Task.CompletedTask;
    }

    public override void ConnectionClosed(DbConnection connection, ConnectionEndEventData eventData) =>
        connections.Closed(connection, eventData.StartTime);

    public override Task ConnectionClosedAsync(DbConnection connection, ConnectionEndEventData eventData)
    {
        ConnectionClosed(connection, eventData);
        return Task.CompletedTask;
    }

    public override void ConnectionFailed(DbConnection connection, ConnectionErrorEventData eventData) =>
        connections.Failed(connection, eventData.StartTime, eventData.Duration, eventData.Exception);

    public override Task ConnectionFailedAsync(DbConnection connection, ConnectionErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        ConnectionFailed(connection, eventData);
        return Task.CompletedTask;
    }

    public override void ConnectionCanceled(DbConnection connection, ConnectionEndEventData eventData) =>
        connections.Failed(connection, eventData.StartTime, eventData.Duration, new OperationCanceledException());

    public override Task ConnectionCanceledAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        ConnectionCanceled(connection, eventData);
        return Task.CompletedTask;
    }
}
