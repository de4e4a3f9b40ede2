using System.Diagnostics;
using Audit.EfCore.EntityChanges.Saving;
using Audit.EfCore.EntityChanges.Transactions;
using Audit.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Audit.EfCore.EntityChanges;

/// <summary>
/// Hears of what EF Core tells its diagnostic source, and no interceptor: transactions that were disposed without having been committed, and saves
/// that end by a conflict. Other applications of the process have sources of the same name: what is theirs is not found among ours.
/// </summary>
internal sealed class EfCoreDiagnostics : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private readonly HeldTransactions _held;
    private readonly SaveRecorder _saves;
    private readonly EntityPublisher _publisher;
    private readonly List<IDisposable> _subscriptions = [];
    private readonly Lock _lock = new();

    public EfCoreDiagnostics(HeldTransactions held, SaveRecorder saves, EntityPublisher publisher)
    {
        _held = held;
        _saves = saves;
        _publisher = publisher;
        Add(DiagnosticListener.AllListeners.Subscribe(this));
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == DbLoggerCategory.Name)
            Add(value.Subscribe(this, IsOfInterest));
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        switch (value.Value)
        {
            case TransactionEventData { Transaction: { } transaction }:
                _publisher.Publish(_held.Take(transaction, Outcome.RolledBack));
                break;
            // Interceptors have their say after this, and one may let the save go on. That it failed by a conflict, the context alone tells.
            case ConcurrencyExceptionEventData { Context: { } context }:
                context.SaveChangesFailed -= Failed;
                context.SaveChangesFailed += Failed;
                break;
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var subscription in _subscriptions)
                subscription.Dispose();
            _subscriptions.Clear();
        }
    }

    private void Failed(object? sender, SaveChangesFailedEventArgs failure)
    {
        var context = (DbContext)sender!;
        context.SaveChangesFailed -= Failed;
        _saves.NotSaved(context, failure.Exception);
    }

    private static bool IsOfInterest(string name) =>
        string.Equals(name, RelationalEventId.TransactionDisposed.Name, StringComparison.Ordinal)
        || string.Equals(name, CoreEventId.OptimisticConcurrencyException.Name, StringComparison.Ordinal);

    private void Add(IDisposable subscription)
    {
        lock (_lock)
            _subscriptions.Add(subscription);
    }
}
