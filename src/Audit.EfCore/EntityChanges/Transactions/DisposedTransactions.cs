using System.Diagnostics;
using Audit.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Audit.EfCore.EntityChanges.Transactions;

/// <summary>
/// Hears of transactions that were disposed without having been committed, of which EF Core tells its diagnostic source, and no interceptor.
/// Other applications of the process have sources of the same name: theirs are not found among ours.
/// </summary>
internal sealed class DisposedTransactions : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private readonly HeldTransactions _held;
    private readonly EntityPublisher _publisher;
    private readonly List<IDisposable> _subscriptions = [];
    private readonly Lock _lock = new();

    public DisposedTransactions(HeldTransactions held, EntityPublisher publisher)
    {
        _held = held;
        _publisher = publisher;
        Add(DiagnosticListener.AllListeners.Subscribe(this));
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == DbLoggerCategory.Name)
            Add(value.Subscribe(this, static name => string.Equals(name, RelationalEventId.TransactionDisposed.Name, StringComparison.Ordinal)));
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Value is TransactionEventData { Transaction: { } transaction })
            _publisher.Publish(_held.Take(transaction, Outcome.RolledBack));
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

    private void Add(IDisposable subscription)
    {
        lock (_lock)
            _subscriptions.Add(subscription);
    }
}
